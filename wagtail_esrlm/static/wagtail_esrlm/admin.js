// Ticks every box of a name at once; without it, boxes are ticked one by one.
document.querySelectorAll("[data-esrlm-all]").forEach((all) => {
  const boxes = () =>
    all.form.querySelectorAll(`input[name="${all.dataset.esrlmAll}"]`);
  all.addEventListener("change", () => {
    boxes().forEach((box) => {
      box.checked = all.checked;
    });
  });
});
