/*
 * Updates a filtered list in place: the form stays, and with it the focus.
 * Without this script the form is sent as a page.
 */

const TYPING_PAUSE = 300;
const MOST_SUGGESTED = 8;

function follow(list) {
  const form = list.querySelector("form");
  const place = () => list.querySelector("[data-esrlm-results]");
  let asked = 0;
  let timer;

  async function show(address, remember) {
    const turn = ++asked;
    const results = place();
    results.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, { credentials: "same-origin" });
      if (!answer.ok) {
        window.location.assign(address);
        return;
      }
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-esrlm-results]");
      if (turn !== asked || !fresh) {
        return;
      }
      results.replaceChildren(...fresh.childNodes);
      suggest();
      const counted = list.querySelector(".esrlm-filters__count");
      const count = page.querySelector(".esrlm-filters__count");
      if (counted) {
        counted.textContent = count ? count.textContent : "";
      }
      if (remember) {
        window.history.replaceState(null, "", address);
      }
    } finally {
      results.removeAttribute("aria-busy");
    }
  }

  function address() {
    const wanted = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (value !== "") {
        wanted.append(name, value);
      }
    }
    const text = wanted.toString();
    return text ? `${form.action.split("?")[0]}?${text}` : form.action.split("?")[0];
  }

  // What was found is offered under the field as well, where the list is out of sight.
  function suggest() {
    const titles = new Set(
      [...place().querySelectorAll("[data-esrlm-title]")]
        .slice(0, MOST_SUGGESTED)
        .map((title) => title.textContent.trim()),
    );
    offers.replaceChildren(
      ...[...titles].map((title) => Object.assign(document.createElement("option"), { value: title })),
    );
  }

  const field = form.querySelector("[data-esrlm-suggest]");
  const offers = document.createElement("datalist");
  if (field) {
    offers.id = `${field.id}-offers`;
    field.after(offers);
    field.setAttribute("list", offers.id);
    suggest();
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    show(address(), true);
  });
  form.addEventListener("change", () => show(address(), true));
  form.addEventListener("input", (event) => {
    if (event.target.type !== "text" && event.target.type !== "search") {
      return;
    }
    clearTimeout(timer);
    timer = setTimeout(() => show(address(), true), TYPING_PAUSE);
  });
}

for (const list of document.querySelectorAll("[data-esrlm-filters]")) {
  follow(list);
}
