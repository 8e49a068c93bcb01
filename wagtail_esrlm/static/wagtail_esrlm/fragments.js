/*
 * Fetches the personal parts of a page that was cached for everybody.
 * Until they come, and without this script, a link leads to the same on its own page.
 */

async function load(place) {
  const answer = await fetch(place.dataset.esrlmFragment, {
    credentials: "same-origin",
    headers: { Accept: "text/html" },
    redirect: "error",
  });
  if (answer.status === 204) {
    const part = place.closest(".esrlm-part");
    (part ?? place).remove();
    return;
  }
  if (!answer.ok) {
    return;
  }
  const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
  place.replaceChildren(...parsed.body.childNodes);
  place.removeAttribute("data-esrlm-fragment");
}

for (const place of document.querySelectorAll("[data-esrlm-fragment]")) {
  place.setAttribute("aria-busy", "true");
  load(place)
    .catch(() => {})
    .finally(() => place.removeAttribute("aria-busy"));
}
