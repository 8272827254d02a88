libui_a_SOURCES += \
	ui/canvas.c ui/canvas.h \
	ui/clipboard.c ui/clipboard.h \
	ui/frame.c ui/frame.h \
	ui/keymap.c ui/keymap.h \
	ui/keypress.c ui/keypress.h \
	ui/layout.c ui/layout.h \
	ui/messages.c ui/messages.h \
	ui/stack.c ui/stack.h \
	ui/term.c ui/term.h \
	ui/term_crash.c ui/term_crash.h \
	ui/theme.c ui/theme.h \
	ui/version.c ui/version.h \
	ui/view.h \
	ui/wrap.c ui/wrap.h \
	ui/widget/cell.c ui/widget/cell.h \
	ui/widget/dialog.c ui/widget/dialog.h \
	ui/widget/filter.c ui/widget/filter.h \
	ui/widget/fuzzy.c ui/widget/fuzzy.h \
	ui/widget/line_edit.c ui/widget/line_edit.h \
	ui/widget/picker.c ui/widget/picker.h \
	ui/widget/rows.c ui/widget/rows.h \
	ui/widget/table.c ui/widget/table.h \
	ui/widget/text_pane.c ui/widget/text_pane.h

EXTRA_DIST += data/actions.def data/contexts.def data/glyphs.def data/screens.def data/themes.def
