// What the fast officer sees and what the browser made of each click. Runs in the page, beside the program.
(() => {
  const hand = (window.hand = { log: [] });
  const boxes = () => [...document.querySelectorAll('.stMain [class*="st-key-q-"]')].filter((box) => box.querySelector(".g-q h2"));
  const text = (node) => (node ? node.innerText.trim() : "");

  const describe = (box) => {
    const question = box.querySelector(".g-q h2").id;
    const key = [...box.classList].find((name) => name.startsWith("st-key-q-")).slice("st-key-q-".length);
    return { question, about: key.slice(0, -question.length - 1) };
  };

  // A widget that a successor took the place of stays for a moment, unseen.
  const seen = (box, what) => [...box.querySelectorAll(what)].filter((it) => it.checkVisibility());

  // Every part of a question that can be acted on: its name, and the element that a hand aims at.
  const parts = (box) => {
    const found = [];
    seen(box, "[data-testid=stRadioOption]").forEach((it, n) => found.push([`option:${n}`, it, it.querySelector("input")]));
    const [number] = seen(box, "[data-testid=stNumberInput]");
    seen(box, "[data-testid=stCheckbox]").forEach((it) => {
      const key = [...it.closest("[class*=st-key-w-]").classList].find((name) => name.startsWith("st-key-w-")).replace(/-[0-9a-f]+-\d+$/, "");
      const option = key.split("-value-")[1]; // by its key: the words are drawn after the box
      const part = option ? `box:${option.replace("-", " ")}` : ["review", "withhold"].find((own) => key.endsWith(`-${own}`)) ?? "unsure";
      found.push([part, it.querySelector("label"), it.querySelector("input")]);
    });
    seen(box, "textarea").forEach((it) => found.push(["note", it, it]));
    seen(box, "[data-testid=stTextInput]").forEach((it) => {
      const field = it.querySelector("input");
      found.push([text(it.querySelector("label")).startsWith("Evidence") ? "evidence" : "text", field, field]);
    });
    if (number) found.push(["number", number.querySelector("input"), number.querySelector("input")]);
    const [many] = seen(box, "[data-testid=stMultiSelect]");
    if (many) found.push(["several", many.querySelector("button[aria-haspopup]"), many.querySelector("input")]);
    const [sure] = seen(box, "[data-testid=stSelectbox]");
    if (sure) found.push(["confidence", sure.querySelector("input"), sure.querySelector("input")]);
    return found;
  };

  const name = (box, part) => {
    const { question, about } = describe(box);
    return `${about}|${question}|${part}`;
  };

  hand.controls = () => {
    const found = [];
    const inside = ({ top, bottom }) => bottom > 0 && top < innerHeight;
    for (const box of boxes().filter((each) => inside(each.getBoundingClientRect())))
      for (const [part, aim, input] of parts(box)) {
        if (input.disabled) continue;
        const place = aim.getBoundingClientRect();
        const x = place.left + Math.min(place.width / 2, 60), y = place.top + place.height / 2;
        const top = document.elementFromPoint(x, y);
        if (place.width && top && aim.contains(top)) found.push({ name: name(box, part), x, y });
      }
    for (const [part, css] of [["continue", ".stMain .st-key-continue button"], ["link", ".stSidebar a"]])
      document.querySelectorAll(css).forEach((aim) => {
        const place = aim.getBoundingClientRect();
        const x = place.left + Math.min(place.width / 2, 60), y = place.top + place.height / 2;
        const top = document.elementFromPoint(x, y);
        if (place.width && top && aim.contains(top)) found.push({ name: `|${aim.getAttribute("href") ?? ""}|${part}`, x, y });
      });
    return found;
  };

  hand.shown = () => {
    const shown = {};
    for (const box of boxes()) {
      const { question, about } = describe(box);
      const it = (shown[`${about}|${question}`] = { options: [], boxes: {}, said: text(box.querySelector("[class*=st-key-unsaved-]")) });
      for (const [part, , input] of parts(box)) {
        if (part.startsWith("option")) it.options.push(input.checked);
        else if (part.startsWith("box")) it.boxes[part.slice("box:".length)] = input.checked;
        else if (part === "review" || part === "withhold" || part === "unsure") it[part] = input.checked;
        else if (part === "several") it.several = [...box.querySelectorAll(".react-aria-ComboBox [data-tag]")].map((tag) => tag.getAttribute("aria-label"));
        else it[part] = input.value;
      }
    }
    return shown;
  };

  const under = (target) => {
    const box = target.closest?.('.stMain [class*="st-key-q-"]');
    if (box && box.querySelector(".g-q h2"))
      for (const [part, aim, input] of parts(box)) if (aim.contains(target) || input === target) return [name(box, part), input];
    const link = target.closest?.(".stMain .st-key-continue button, .stSidebar a");
    return [link ? `|${link.getAttribute("href") ?? ""}|${link.tagName === "A" ? "link" : "continue"}` : "", null];
  };

  hand.focused = () => (document.activeElement ? under(document.activeElement)[0] : "");

  // Whether what is not saved stands there: it may come between press and release, and then the click is on what holds both.
  const said = ({ clientX, clientY }) => !!document.elementFromPoint(clientX, clientY)?.closest("[class*=st-key-unsaved-]");

  // The last click: on what, and what the box it fell on is to be after it.
  addEventListener("click", (event) => {
    if (!event.isTrusted) return;
    const [what, input] = under(event.target);
    if (!what) return void hand.log.push({ what: "", to: null, tag: event.target.outerHTML?.slice(0, 120), unsaved: said(event) });
    const own = event.target === input;
    const ticked = input?.type === "checkbox";
    hand.log.push({ what, to: ticked ? (own ? input.checked : !input.checked) : null, field: !!input && !ticked && input.type !== "radio" });
  }, true);

  addEventListener("keydown", (event) => {
    const [what, input] = under(event.target);
    if (input?.type !== "radio" || !["ArrowDown", "ArrowUp", " "].includes(event.key)) return;
    const group = [...event.target.closest("[role=radiogroup]").querySelectorAll("input")];
    const step = { ArrowDown: 1, ArrowUp: -1, " ": 0 }[event.key];
    const at = (group.indexOf(input) + step + group.length) % group.length;
    hand.log.push({ what: what.replace(/option:.*/, `option:${at}`), to: null });
  }, true);
})();
