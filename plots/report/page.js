(() => {
  "use strict";
  const tip = document.createElement("div");
  tip.id = "tip";
  tip.setAttribute("role", "status");
  document.body.append(tip);

  // place of an event in the units of the drawing
  const within = (svg, e) => new DOMPoint(e.clientX, e.clientY).matrixTransform(svg.getScreenCTM().inverse());

  const nearest = (svg, e) => {
    const at = within(svg, e), reach = 12 / svg.getScreenCTM().a;
    let best = null, least = reach * reach;
    for (const c of svg.querySelectorAll(".spots circle")) {
      const dx = c.cx.baseVal.value - at.x, dy = c.cy.baseVal.value - at.y, d = dx * dx + dy * dy;
      if (d <= least) { best = c; least = d; }
    }
    return best;
  };

  let lit = null;
  const tell = (svg, e) => {
    const spot = nearest(svg, e);
    if (lit && lit !== spot) lit.classList.remove("lit");
    lit = spot;
    if (!spot) { tip.classList.remove("on"); return; }
    spot.classList.add("lit");
    const title = spot.querySelector("title");
    tip.textContent = title ? title.textContent : spot.dataset.text;
    const host = svg.closest("dialog") || document.body;
    if (tip.parentNode !== host) host.append(tip);
    tip.classList.add("on");
    const right = e.clientX + 16 + tip.offsetWidth > innerWidth, low = e.clientY + 16 + tip.offsetHeight > innerHeight;
    tip.style.left = (right ? e.clientX - 16 - tip.offsetWidth : e.clientX + 16) + "px";
    tip.style.top = (low ? e.clientY - 16 - tip.offsetHeight : e.clientY + 16) + "px";
  };
  const hush = () => { tip.classList.remove("on"); if (lit) lit.classList.remove("lit"); lit = null; };

  // The titles are for pages without a script; here they would come a second time.
  for (const title of document.querySelectorAll(".spots title")) {
    title.parentNode.dataset.text = title.textContent;
    title.remove();
  }

  const zoom = document.createElement("dialog");
  zoom.id = "zoom";
  document.body.append(zoom);

  const enlarge = (figure) => {
    const drawing = figure.querySelector("svg, img").cloneNode(true);
    const caption = document.createElement("p");
    caption.textContent = figure.querySelector(".words").textContent;
    const close = document.createElement("button");
    close.textContent = "Close";
    close.addEventListener("click", () => zoom.close());
    zoom.replaceChildren(drawing, caption, close);
    zoom.showModal();
    if (drawing.viewBox) pan(drawing);
  };

  const pan = (svg) => {
    const full = svg.viewBox.baseVal, home = [full.x, full.y, full.width, full.height];
    let view = [...home], from = null;
    const show = () => svg.setAttribute("viewBox", view.join(" "));
    svg.addEventListener("wheel", (e) => {
      e.preventDefault();
      const at = within(svg, e), f = Math.min(Math.max(Math.exp(e.deltaY * 0.002), home[2] / 40 / view[2]), home[2] / view[2]);
      view = [at.x - (at.x - view[0]) * f, at.y - (at.y - view[1]) * f, view[2] * f, view[3] * f];
      if (view[2] > 0.999 * home[2]) view = [...home];
      show();
    }, { passive: false });
    svg.addEventListener("pointerdown", (e) => { from = within(svg, e); svg.setPointerCapture(e.pointerId); });
    svg.addEventListener("pointerup", () => { from = null; });
    svg.addEventListener("dblclick", () => { view = [...home]; show(); });
    svg.addEventListener("pointermove", (e) => {
      tell(svg, e);
      if (!from) return;
      const at = within(svg, e);
      view[0] += from.x - at.x;
      view[1] += from.y - at.y;
      show();
    });
    svg.addEventListener("pointerleave", hush);
  };

  for (const figure of document.querySelectorAll("figure")) {
    const svg = figure.querySelector("svg");
    if (svg) {
      svg.addEventListener("pointermove", (e) => tell(svg, e));
      svg.addEventListener("pointerleave", hush);
    }
    const button = document.createElement("button");
    button.className = "enlarge";
    button.textContent = "Enlarge";
    button.addEventListener("click", () => enlarge(figure));
    figure.querySelector("figcaption").append(" ", button);
  }
  zoom.addEventListener("click", (e) => { if (e.target === zoom) zoom.close(); });
  zoom.addEventListener("close", hush);
})();
