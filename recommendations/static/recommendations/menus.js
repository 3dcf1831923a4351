// Closes a menu that was left open: by Escape, or by a click elsewhere. Without this script
// a menu closes by a click on its name.
'use strict';
function open() {
  return document.querySelector('details.menu[open]');
}
document.addEventListener('keydown', event => {
  const menu = open();
  if (event.key === 'Escape' && menu) {
    menu.open = false;
    menu.querySelector('summary').focus();
  }
});
document.addEventListener('click', event => {
  const menu = open();
  if (menu && !menu.contains(event.target)) {
    menu.open = false;
  }
});
