// Before Gradio's own scripts, which take requestAnimationFrame as it is then. The notice that Gradio shows while it loads
// asks for the next frame in each frame, and goes on for ever after it was taken away: the page would be drawn sixty times
// a second for nothing. So a chain of frames that began before the tabs were there is let go on once a second when it has
// lasted for two. What begins later, such as a brush on a picture, is let alone.
(() => {
  const LONG = 120, SECOND = 1000;
  const frame = window.requestAnimationFrame.bind(window);
  let links = 0;  // of the chain whose frame is being drawn
  window.requestAnimationFrame = (draw) => {
    const mine = links || !document.getElementById("tabs") ? links + 1 : 0;
    const linked = (time) => {
      links = mine;
      try { draw(time); } finally { links = 0; }
    };
    if (mine < LONG) return frame(linked);
    setTimeout(() => frame(linked), SECOND);
    return 0;  // the number of no frame: to call it off calls off none
  };
})();
