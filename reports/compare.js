// Runs that are not ticked are hidden in all charts that have the parameter `hidden`.

(() => {
  const { charts, views, parameters } = window.pcrit;
  const form = document.getElementById("runs-shown");
  parameters.hidden = [];
  if (!form) return;
  const boxes = [...form.querySelectorAll("input")];

  async function follow() {
    parameters.hidden = boxes.filter((box) => !box.checked).map((box) => box.name);
    for (const [id, { view }] of views)
      if (charts[id].params?.some(({ name }) => name === "hidden"))
        await view.signal("hidden", parameters.hidden).runAsync();
  }
  form.addEventListener("change", follow);
  form.addEventListener("submit", (event) => event.preventDefault());
})();
