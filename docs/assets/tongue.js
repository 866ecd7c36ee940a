// The switch of tongues stays on the page: both sites have the same pages.
(() => {
  const below = /\/zh\//;
  const base = new URL(document.querySelector('link[rel="stylesheet"][href*="assets/site.css"]').href);
  const root = base.pathname.replace(/assets\/site\.css$/, "");
  const here = location.pathname.slice(root.length);
  const english = below.test(root) ? root.replace(/zh\/$/, "") : root;
  for (const link of document.querySelectorAll("a[hreflang]")) {
    link.href = (link.hreflang === "zh" ? english + "zh/" : english) + here + location.hash;
  }
})();
