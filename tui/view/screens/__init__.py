"""The screens behind the tabs and the dialogs above them."""
