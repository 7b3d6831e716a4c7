from wagtail import blocks


class DummyBlock(blocks.StructBlock):
    title = blocks.CharBlock()
