msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Language: zh_Hans\n"
"Plural-Forms: nplurals=1; plural=0;\n"

msgid "${title}"
msgstr "${title}"

msgid "One sentence that says what this plugin is for."
msgstr "用一句话说明这个插件的用途。"

msgid "title"
msgstr "标题"

msgid "text"
msgstr "正文"

msgid "published"
msgstr "发布时间"

msgid "entry"
msgstr "条目"

msgid "entries"
msgstr "条目"

msgid "There is nothing here yet."
msgstr "这里还没有内容。"
