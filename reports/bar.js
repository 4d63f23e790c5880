// The bar: what is chosen, the section that the reader is in, the colours.

(() => {
  const { state } = window.pcrit;
  const root = document.documentElement;

  // --- colours ----------------------------------------------------------------------------------

  const system = matchMedia("(prefers-color-scheme: dark)");
  const themes = ["auto", "light", "dark"];
  const faces = { auto: ["◐", "as the system"], light: ["○", "light"], dark: ["●", "dark"] };
  const themeButton = document.querySelector(".bar .theme");

  /** Some browsers keep nothing for a file. */
  const kept = {
    get: () => {
      try {
        return localStorage.getItem("pcrit-theme");
      } catch {
        return null;
      }
    },
    set: (value) => {
      try {
        localStorage.setItem("pcrit-theme", value);
      } catch {}
    },
  };

  let theme = themes.includes(kept.get()) ? kept.get() : "auto";
  function wear() {
    const [face, words] = faces[theme];
    root.dataset.theme = theme;
    themeButton.textContent = face;
    for (const name of ["aria-label", "title"]) themeButton.setAttribute(name, `Colours: ${words}`);
  }
  let prints = false;
  addEventListener("beforeprint", () => (prints = true));
  addEventListener("afterprint", () => (prints = false));
  /** Paper is light. */
  window.pcrit.isDark = () => !prints && (theme === "auto" ? system.matches : theme === "dark");
  const recolour = () => document.dispatchEvent(new CustomEvent("pcrit-colours"));
  themeButton.addEventListener("click", () => {
    theme = themes[(themes.indexOf(theme) + 1) % themes.length];
    kept.set(theme);
    const before = root.dataset.theme;
    wear();
    if (before !== theme) recolour();
  });
  system.addEventListener("change", () => theme === "auto" && recolour());
  wear();

  // --- the contents -----------------------------------------------------------------------------

  const links = new Map(
    [...document.querySelectorAll(".bar nav a")].map((link) => [link.hash.slice(1), link]),
  );
  const sections = [...document.querySelectorAll("main > [data-contents]")];
  let current;
  function follow() {
    const line = innerHeight / 3;
    const here = sections.findLast((one) => one.getBoundingClientRect().top <= line) ?? sections[0];
    if (!here || here === current) return;
    links.get(current?.id)?.removeAttribute("aria-current");
    current = here;
    const link = links.get(here.id);
    link?.setAttribute("aria-current", "true");
    const strip = link?.closest("nav");
    if (strip) strip.scrollLeft = link.offsetLeft - strip.clientWidth / 3;
    state.enter(here.id);
  }
  let waiting = false;
  addEventListener(
    "scroll",
    () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        follow();
      });
    },
    { passive: true },
  );
  document.addEventListener("DOMContentLoaded", () => {
    state.opened();
    follow();
  });

  // --- what is chosen ---------------------------------------------------------------------------

  const unfolder = document.querySelector(".bar .unfold");
  unfolder?.addEventListener("click", () => {
    const open = unfolder.getAttribute("aria-expanded") !== "true";
    unfolder.setAttribute("aria-expanded", String(open));
  });

  const form = document.getElementById("view");
  if (!form || !state.view) return;
  const field = (name) => form.elements.namedItem(name);
  const percent = (share) => `${Number((100 * share).toPrecision(2))} %`;

  /** "12: 0.36 %, m 0.52" */
  function words({ level, density, order_parameter: m }) {
    return `${level}: ${percent(density)}${m === null ? "" : `, m ${m.toFixed(2)}`}`;
  }

  function show() {
    const { series, width, seed, against } = state.get();
    const { levels } = state.curveOf();
    const now = state.level();
    field("series").value = series;
    field("width").value = width ?? "";
    field("seed").value = seed ?? "";
    field("against").value = against;
    field("level").max = levels.length - 1;
    field("level").value = levels.indexOf(now);
    field("level").setAttribute(
      "aria-valuetext",
      `level ${now.level}, density ${percent(now.density)}`,
    );
    field("where").value = words(now);
  }

  const number = (text) => (text === "" ? null : Number(text));
  const changes = {
    series: (value) => ({ series: value }),
    width: (value) => ({ width: number(value) }),
    seed: (value) => ({ seed: number(value) }),
    against: (value) => ({ against: value }),
  };
  for (const [name, change] of Object.entries(changes))
    field(name).addEventListener("change", () => state.set(change(field(name).value)));
  const slide = (settled) => () => {
    play(false);
    state.set({ level: state.curveOf().levels[Number(field("level").value)].level }, settled);
  };
  field("level").addEventListener("input", slide(false));
  field("level").addEventListener("change", slide(true));

  let timer;
  function play(on) {
    clearInterval(timer);
    field("play").setAttribute("aria-pressed", String(on));
    field("play").setAttribute("aria-label", on ? "Pause" : "Play the levels");
    field("play").textContent = on ? "❚❚" : "▶";
    if (!on) return;
    const at = () => state.curveOf().levels.indexOf(state.level());
    const go = (place) => state.set({ level: state.curveOf().levels[place].level }, false);
    if (at() === state.curveOf().levels.length - 1) go(0);
    timer = setInterval(() => {
      const last = state.curveOf().levels.length - 1;
      go(Math.min(at() + 1, last));
      if (at() === last) play(false);
    }, 700);
  }
  field("play").addEventListener("click", () =>
    play(field("play").getAttribute("aria-pressed") !== "true"),
  );
  form.addEventListener("submit", (event) => event.preventDefault());
  document.addEventListener("pcrit-state", show);
  show();
})();
