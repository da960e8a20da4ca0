{
  // The focus goes to the heading of a page that has just been opened, as soon as it stands there: later the hand may be at work below.
  const arrive = () => {
    const main = document.querySelector(".stMain"), heading = main?.querySelector("h1");
    if (!heading) return;
    if (window.gLeaving) main.inert = window.gLeaving = false;
    heading.setAttribute("tabindex", "-1");
    main.scrollTo(0, 0);
    heading.focus();
  };
  const { place, signed } = document.currentScript.previousElementSibling.dataset;
  if (window.gPlace !== place) {
    window.gPlace = place;
    arrive();
  }

  if (!window.gReady) {
    window.gReady = true;

    // When the sign-in has ended the server closes the line. What the page showed must not stay on the screen.
    const app = document.querySelector("[data-testid=stApp]");
    const leave = () => app.dataset.testConnectionState !== "CONNECTED" && fetch("/sign-in/state", { cache: "no-store" })
      .then(({ status }) => status === 401 && location.replace("/signed-out"), () => {}); // nobody answers: the line is down
    if (signed !== undefined) new MutationObserver(leave).observe(app, { attributes: true, attributeFilter: ["data-test-connection-state"] });

    // A page that is being left takes no clicks: what they say would come after the link, and to a page that is gone.
    const WAYS = "[data-testid=stPageLink-NavLink]:not([disabled], [aria-disabled=true]), .st-key-onward button";
    const resting = () => document.querySelector("[data-testid=stApp]").dataset.testScriptState === "notRunning";
    const stayed = () => window.gLeaving && resting() && arrive(); // an open list makes the page inert, too: that is none of ours
    addEventListener("click", ({ target }) => {
      if (target.closest(WAYS)) setTimeout(() => { if (!resting()) document.querySelector(".stMain").inert = window.gLeaving = true; });
    });
    new MutationObserver(() => resting() && setTimeout(stayed, 300)) // the way led to this page, or nowhere
      .observe(document.querySelector("[data-testid=stApp]"), { attributes: true, attributeFilter: ["data-test-script-state"] });

    // A field that a program gives the focus is scrolled into the middle when it stands at the edge. Under a hand it must stay.
    let pressed = -Infinity;
    const focus = HTMLElement.prototype.focus;
    HTMLElement.prototype.focus = function (how) {
      focus.call(this, performance.now() - pressed < 500 ? { ...how, preventScroll: true } : how);
    };
    ["pointerdown", "pointerup"].forEach((press) => addEventListener(press, () => { pressed = performance.now(); }, true));
    addEventListener("keydown", () => { pressed = -Infinity; }, true);

    // What was opened under a question stays open when its words are drawn anew; else all below it would move up.
    const open = new Set();
    addEventListener("toggle", ({ target }) => target.id && open[target.open ? "add" : "delete"](target.id), true);
    const reopen = () => document.querySelectorAll(".g-q details:not([open])").forEach((it) => { if (open.has(it.id)) it.open = true; });
    new MutationObserver(reopen).observe(document.body, { subtree: true, childList: true });

    // A value that the store puts in place of another comes as a widget of its own: the keyboard goes on where it was.
    let hand;
    const fields = (question) => [...question.querySelectorAll("input, textarea, button, summary")];
    addEventListener("focusin", ({ target }) => {
      const question = target.closest("[class*=st-key-q-]"), name = [...(question?.classList ?? [])].find((it) => it.startsWith("st-key-q-"));
      hand = name && { target, name, place: fields(question).indexOf(target) };
    });
    const goOn = () => {
      if (!hand || hand.target.isConnected || document.activeElement !== document.body) return;
      const [question] = document.getElementsByClassName(hand.name);
      if (question) fields(question)[hand.place]?.focus({ preventScroll: true });
    };
    // Streamlit takes the one before it away a moment later. Both at once would push down all below. A node that was hidden can be put
    // elsewhere or given to another widget: so of those that stand together it is always the newest that is shown.
    const hidden = new WeakSet();
    const named = (it) => [...(it.classList ?? [])].map((name) => /^(st-key-w-.*-)(\d+)$/.exec(name)).find(Boolean);
    const show = (it, shown) => {
      if (shown === !hidden.has(it)) return;
      it.style.display = shown ? "" : "none";
      hidden[shown ? "delete" : "add"](it);
    };
    const succeed = (parent) => {
      const newest = {}, all = [...(parent?.children ?? [])].map((it) => [it, named(it)]);
      for (const [, name] of all) if (name) newest[name[1]] = Math.max(newest[name[1]] ?? 0, name[2]);
      for (const [it, name] of all) show(it, !name || +name[2] === newest[name[1]]);
    };
    new MutationObserver((changes) => {
      const changed = changes.flatMap(({ target, addedNodes, removedNodes }) => [target, ...addedNodes, ...removedNodes]);
      if (changed.some((it) => hidden.has(it) || named(it)))
        new Set(changes.map(({ type, target }) => (type === "attributes" ? target.parentElement : target))).forEach(succeed);
      goOn();
    }).observe(document.body, { subtree: true, childList: true, attributeFilter: ["class"] });

    // An option that stands alone drives out the others, and they drive it out, before anything is sent: on the way there and
    // back the hand would be quicker. The server holds to the same rule.
    const boxes = (question) => [...question.querySelectorAll("[data-testid=stCheckbox] input")].filter((box) => box.checkVisibility());
    const alone = (question) => (question.querySelector(".g-q").dataset.alone ?? "").split(" ").filter(Boolean).map(Number);
    const put = (box, on) => box && box.checked !== on && box.click();
    const settle = (question, box) => {
      const all = boxes(question), solitary = alone(question);
      if (!box.checked || !solitary.length || !all.includes(box)) return;
      const number = question.querySelector("[data-testid=stNumberInputClearButton]");
      const among = all.slice(0, Math.max(...solitary) + 1);
      if (!among.includes(box)) return;
      if (solitary.includes(all.indexOf(box))) {
        among.forEach((each) => each !== box && put(each, false));
        number?.click();
      } else solitary.forEach((n) => put(all[n], false));
    };
    addEventListener("click", ({ target }) => {
      const question = target.closest("[class*=st-key-q-]"), box = target.closest("[data-testid=stCheckbox]")?.querySelector("input");
      if (question && box) setTimeout(() => settle(question, box));
    }, true);
    addEventListener("change", ({ target }) => {
      const question = target.closest("[class*=st-key-q-]");
      if (question && target.type === "number" && target.value) alone(question).forEach((n) => put(boxes(question)[n], false));
    }, true);
  }
}
