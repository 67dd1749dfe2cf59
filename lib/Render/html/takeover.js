// The page is taken over here, while it is still being read: everything behind
// this script becomes the text of one element instead of half a million
// elements, which takes a tenth of the time. Where scripts do not run, the same
// bytes are an ordinary page, and so they are for a browser that cannot unpack.
if (typeof DecompressionStream !== "function") return;
document.documentElement.classList.add("live");
document.write('<script type="text/plain" id="report">');
