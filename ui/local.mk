libui_a_SOURCES += \
	ui/canvas.c ui/canvas.h \
	ui/clipboard.c ui/clipboard.h \
	ui/console.c ui/console.h ui/console_private.h \
	ui/desk.c ui/desk.h \
	ui/external_editor.c ui/external_editor.h \
	ui/frame.c ui/frame.h \
	ui/keymap.c ui/keymap.h \
	ui/keypress.c ui/keypress.h \
	ui/layout.c ui/layout.h \
	ui/loop.c \
	ui/messages.c ui/messages.h \
	ui/screen.h \
	ui/stack.c ui/stack.h \
	ui/term.c ui/term.h \
	ui/term_crash.c ui/term_crash.h \
	ui/theme.c ui/theme.h \
	ui/version.c ui/version.h \
	ui/view.h \
	ui/wrap.c ui/wrap.h \
	ui/overlay/confirm_send.c ui/overlay/confirm_send.h \
	ui/overlay/help.c ui/overlay/help.h \
	ui/overlay/message_log.c ui/overlay/message_log.h \
	ui/overlay/palette.c ui/overlay/palette.h \
	ui/overlay/profile_picker.c ui/overlay/profile_picker.h \
	ui/screen/attempt.c ui/screen/attempt.h \
	ui/screen/browse.c ui/screen/browse.h \
	ui/screen/connections.c \
	ui/screen/doctor.c \
	ui/screen/doctor_details.c ui/screen/doctor_details.h \
	ui/screen/doctor_sheet.c ui/screen/doctor_sheet.h \
	ui/screen/daily_chart.c ui/screen/daily_chart.h \
	ui/screen/explore.c \
	ui/kept_file.c ui/kept_file.h \
	ui/screen/explore_memory.c ui/screen/explore_memory.h \
	ui/screen/history.c \
	ui/screen/history_filter.c ui/screen/history_filter.h \
	ui/screen/history_rows.c ui/screen/history_rows.h \
	ui/screen/history_send.c ui/screen/history_send.h \
	ui/screen/item.c ui/screen/item.h \
	ui/screen/item_facts.c ui/screen/item_facts.h \
	ui/screen/item_variants.c ui/screen/item_variants.h \
	ui/screen/profile_details.c ui/screen/profile_details.h \
	ui/screen/profile_form.c ui/screen/profile_form.h \
	ui/screen/record_copy.c ui/screen/record_copy.h \
	ui/screen/effects.c ui/screen/effects.h \
	ui/screen/replay.c ui/screen/replay_private.h \
	ui/screen/replay_act.c \
	ui/screen/replay_all.c ui/screen/replay_all.h \
	ui/screen/replay_boxes.c ui/screen/replay_boxes.h \
	ui/screen/replay_event.c ui/screen/replay_event.h \
	ui/screen/replay_preview.c ui/screen/replay_preview.h \
	ui/screen/replay_request.c ui/screen/replay_request.h \
	ui/screen/replay_sent.c ui/screen/replay_sent.h \
	ui/screen/replay_texts.c ui/screen/replay_texts.h \
	ui/screen/settings.c \
	ui/screen/settings_details.c ui/screen/settings_details.h \
	ui/screen/settings_edit.c ui/screen/settings_edit.h \
	ui/screen/settings_list.c ui/screen/settings_list.h \
	ui/screen/viewpoint.c ui/screen/viewpoint.h \
	ui/screen/stored_rows.c ui/screen/stored_rows.h \
	ui/screen/stream_list.c ui/screen/stream_list.h \
	ui/screen/write_form.c ui/screen/write_form.h \
	ui/widget/cell.c ui/widget/cell.h \
	ui/widget/chart.c ui/widget/chart.h \
	ui/widget/chart_pane.c ui/widget/chart_pane.h \
	ui/widget/dialog.c ui/widget/dialog.h \
	ui/widget/diff.c ui/widget/diff.h \
	ui/widget/filter.c ui/widget/filter.h \
	ui/widget/form.c ui/widget/form.h \
	ui/widget/fuzzy.c ui/widget/fuzzy.h \
	ui/widget/json_pane.c ui/widget/json_pane.h \
	ui/widget/json_tree.c ui/widget/json_tree.h \
	ui/widget/line_edit.c ui/widget/line_edit.h \
	ui/widget/motion.c ui/widget/motion.h \
	ui/widget/path_prompt.c ui/widget/path_prompt.h \
	ui/widget/picker.c ui/widget/picker.h \
	ui/widget/rows.c ui/widget/rows.h \
	ui/widget/table.c ui/widget/table.h \
	ui/widget/table_choice.c ui/widget/table_choice.h \
	ui/widget/table_memory.c ui/widget/table_memory.h \
	ui/widget/text_edit.c ui/widget/text_edit.h \
	ui/widget/text_pane.c ui/widget/text_pane.h

EXTRA_DIST += data/actions.def data/contexts.def data/glyphs.def data/screens.def data/themes.def
