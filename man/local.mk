# The manual is drawn from the program's own tables.
noinst_PROGRAMS += man/generate
man_generate_SOURCES = man/generate.c
man_generate_LDADD = $(brazier_LDADD)

man/brazier.1: man/brazier.1.in man/generate$(EXEEXT)
	$(AM_V_GEN)$(MKDIR_P) man && man/generate$(EXEEXT) $(srcdir)/man/brazier.1.in > $@.tmp && mv $@.tmp $@
man/brazier.conf.5: man/brazier.conf.5.in man/generate$(EXEEXT)
	$(AM_V_GEN)$(MKDIR_P) man && man/generate$(EXEEXT) $(srcdir)/man/brazier.conf.5.in > $@.tmp && mv $@.tmp $@

nodist_man_MANS = man/brazier.1 man/brazier.conf.5
CLEANFILES += $(nodist_man_MANS)
EXTRA_DIST += man/brazier.1.in man/brazier.conf.5.in

# The shells look for their completions here.
bashcompletiondir = $(datadir)/bash-completion/completions
zshcompletiondir = $(datadir)/zsh/site-functions
fishcompletiondir = $(datadir)/fish/vendor_completions.d
nodist_bashcompletion_DATA = completions/brazier
nodist_zshcompletion_DATA = completions/_brazier
nodist_fishcompletion_DATA = completions/brazier.fish

completions/brazier: brazier$(EXEEXT)
	$(AM_V_GEN)$(MKDIR_P) completions && ./brazier$(EXEEXT) completion bash > $@.tmp && mv $@.tmp $@
completions/_brazier: brazier$(EXEEXT)
	$(AM_V_GEN)$(MKDIR_P) completions && ./brazier$(EXEEXT) completion zsh > $@.tmp && mv $@.tmp $@
completions/brazier.fish: brazier$(EXEEXT)
	$(AM_V_GEN)$(MKDIR_P) completions && ./brazier$(EXEEXT) completion fish > $@.tmp && mv $@.tmp $@
CLEANFILES += $(nodist_bashcompletion_DATA) $(nodist_zshcompletion_DATA) $(nodist_fishcompletion_DATA)
