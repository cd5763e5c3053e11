// Returns the visible texts whose contrast is below WCAG 2.2 AA (1.4.3): 4.5, or 3 where they are large.
// Colours are painted on a canvas of one pixel, so that every notation a style sheet may use is understood.
() => {
  const pixel = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const over = (layers) => {
    pixel.globalCompositeOperation = "copy";
    pixel.fillStyle = "#fff";
    pixel.fillRect(0, 0, 1, 1);
    pixel.globalCompositeOperation = "source-over";
    for (const layer of layers) { pixel.fillStyle = layer; pixel.fillRect(0, 0, 1, 1); }
    return [...pixel.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || !element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    const box = element.getBoundingClientRect();
    if (box.width <= 1 || box.height <= 1 || element.closest("svg, .hidden")) continue;
    const backgrounds = [];
    for (let up = element; up; up = up.parentElement) backgrounds.unshift(getComputedStyle(up).backgroundColor);
    const style = getComputedStyle(element);
    const [below, above] = [luminance(over(backgrounds)), luminance(over([...backgrounds, style.color]))];
    const ratio = (Math.max(below, above) + 0.05) / (Math.min(below, above) + 0.05);
    const size = parseFloat(style.fontSize);
    const needs = size >= 24 || (size >= 18.66 && parseInt(style.fontWeight) >= 700) ? 3 : 4.5;
    if (ratio < needs) found.push({ text: node.data.trim().slice(0, 60), ratio: Math.round(ratio * 100) / 100, needs });
  }
  return found;
}
