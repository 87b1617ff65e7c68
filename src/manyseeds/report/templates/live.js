
const button = document.getElementById("live-start");
const unpack = async () => {
  const packed = Uint8Array.from(atob(document.getElementById("live-page").textContent), (c) => c.charCodeAt(0));
  return new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
};
if (window.DecompressionStream) {
  for (const part of document.querySelectorAll(".live")) part.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    const frame = document.createElement("iframe");
    frame.title = "The networks of this report, training";
    frame.setAttribute("sandbox", "allow-scripts");
    frame.srcdoc = await unpack();
    button.replaceWith(frame);
    frame.focus();
  });
}
