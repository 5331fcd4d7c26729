document.body.textContent = "Holdfast";
