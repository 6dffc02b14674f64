(function () {
  "use strict";
  // Seconds that a replay takes, however many steps there are, within what the eye can follow.
  var WHOLE = 8000, FASTEST = 40, SLOWEST = 500;

  function setUp(root) {
    // Another replay's script may come by while this one is still being loaded.
    if (root.smdmReplay || !root.querySelector(".smdm-replay-end")) return;
    root.smdmReplay = true;
    var steps = Number(root.dataset.steps), mask = root.dataset.mask, unit = root.dataset.unit;
    var text = root.querySelector(".smdm-replay-text");
    if (steps < 1) return;
    var tokens = Array.prototype.map.call(text.querySelectorAll("[data-s]"), function (element) {
      var step = Number(element.dataset.s);
      return {
        element: element,
        step: step,
        whole: "u" in element.dataset ? Number(element.dataset.u) : step,
        part: element.dataset.x || "",
        final: element.innerHTML,
        style: element.getAttribute("style") || "",
        title: element.title,
        look: ""
      };
    });

    function look(token, taken) {
      if (token.step >= taken) return "mask";
      return (token.whole >= taken ? "part" : "final") +
          (token.step >= 0 && token.step === taken - 1 && taken < steps ? " fresh" : "");
    }

    function show(taken) {
      var left = 0;
      tokens.forEach(function (token) {
        if (token.step >= taken) left++;
        var next = look(token, taken);
        if (next === token.look) return;
        token.look = next;
        var element = token.element, isPart = next.indexOf("part") === 0;
        if (next === "mask") {
          element.textContent = mask;
          element.style.cssText = "color:#8a8a8a;font-weight:normal";
          element.title = "";
          return;
        }
        if (isPart) element.textContent = token.part; else element.innerHTML = token.final;
        element.style.cssText = isPart ? "color:#8a8a8a" : token.style;
        element.title = token.title;
        if (next.indexOf("fresh") > 0 && element.textContent) {
          element.style.boxShadow = "0 0 0 2px #e8590c";
          element.style.borderRadius = "1px";
          element.style.position = "relative";
        }
      });
      range.value = taken;
      label.textContent = unit + " " + taken + " of " + steps +
          (mask ? (left ? ", " + left + " masked" : ", none masked") : "");
    }

    // What stands below must not move while the text is played.
    function keepHeight() {
      if (text.style.minHeight || !text.offsetHeight) return;
      var now = Number(range.value), height = 0;
      [0, Math.floor(steps / 2), steps].forEach(function (taken) {
        show(taken);
        height = Math.max(height, text.getBoundingClientRect().height);
      });
      text.style.boxSizing = "border-box";
      text.style.minHeight = Math.ceil(height) + "px";
      show(now);
    }

    var timer = null;
    function pause() {
      clearInterval(timer);
      timer = null;
      button.textContent = "▶";
      button.setAttribute("aria-label", "play");
    }

    function play() {
      keepHeight();
      if (Number(range.value) >= steps) show(0);
      button.textContent = "❚❚";
      button.setAttribute("aria-label", "pause");
      timer = setInterval(function () {
        if (!root.isConnected) return pause();
        show(Math.min(steps, Number(range.value) + 1));
        if (Number(range.value) >= steps) pause();
      }, Math.max(FASTEST, Math.min(SLOWEST, WHOLE / steps)));
    }

    var button = document.createElement("button");
    button.type = "button";
    button.style.cssText = "font:13px/1 system-ui,sans-serif;width:34px;height:24px;padding:0;" +
        "color:inherit;background:rgba(128,128,128,.15);border:1px solid rgba(128,128,128,.6);" +
        "border-radius:4px;cursor:pointer";
    button.addEventListener("click", function () { if (timer) pause(); else play(); });
    var range = document.createElement("input");
    range.type = "range";
    range.min = 0;
    range.max = steps;
    range.step = 1;
    range.setAttribute("aria-label", unit);
    range.style.cssText = "flex:1 1 160px;max-width:360px;margin:0;accent-color:#3b8fc4";
    range.addEventListener("input", function () {
      var taken = Number(range.value);
      pause();
      keepHeight();
      show(taken);
    });
    var label = document.createElement("span");
    label.setAttribute("aria-live", "off");
    label.style.cssText = "font-variant-numeric:tabular-nums";
    var bar = document.createElement("div");
    bar.style.cssText = "display:flex;flex-wrap:wrap;gap:10px;align-items:center;margin:8px 0 0;" +
        "font:13px system-ui,sans-serif";
    [button, range, label].forEach(function (part) { bar.appendChild(part); });
    root.insertBefore(bar, text);
    pause();
    show(steps);
  }

  // A front end may run this before its output is part of the page.
  function all() {
    Array.prototype.forEach.call(document.querySelectorAll(".smdm-replay"), setUp);
  }
  all();
  [0, 100, 500, 2000].forEach(function (wait) { setTimeout(all, wait); });
})();
