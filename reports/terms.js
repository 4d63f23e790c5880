// Terms are explained where they stand: on hover, focus and tap. The words are those of the glossary.

(() => {
  const note = document.getElementById("note");
  let shown = null;

  function place(term) {
    const { left, top, bottom } = term.getBoundingClientRect();
    const { width, height } = note.getBoundingClientRect();
    const edge = 8;
    const x = Math.max(edge, Math.min(left, document.documentElement.clientWidth - width - edge));
    const y = bottom + height + edge < innerHeight ? bottom + 4 : top - height - 4;
    note.style.translate = `${Math.round(x)}px ${Math.round(y)}px`;
  }

  function show(term) {
    const meaning = document.getElementById(term.getAttribute("aria-describedby"));
    if (!meaning) return;
    shown = term;
    note.innerHTML = meaning.innerHTML;
    note.hidden = false;
    place(term);
  }

  function hide() {
    shown = null;
    note.hidden = true;
  }

  const termOf = (event) => event.target.closest?.("button.term");
  document.addEventListener("pointerover", (event) => {
    const term = termOf(event);
    if (term && event.pointerType === "mouse") show(term);
    else if (shown && shown !== document.activeElement && !note.contains(event.target)) hide();
  });
  document.addEventListener("focusin", (event) => (termOf(event) ? show(termOf(event)) : hide()));
  document.addEventListener("click", (event) => (termOf(event) ? show(termOf(event)) : hide()));
  document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
  addEventListener("scroll", () => shown && hide(), { passive: true });
})();
