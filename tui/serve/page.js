document.getElementById("again").addEventListener("click", () => window.location.reload());

// Keys work as soon as there is something to see, without a click into the terminal first.
new MutationObserver((_, observer) => {
  const keys = document.querySelector(".xterm-helper-textarea");
  if (keys !== null && document.body.classList.contains("-first-byte")) {
    observer.disconnect();
    keys.focus();
  }
}).observe(document.body, { attributes: true, childList: true, subtree: true });
