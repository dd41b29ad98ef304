#include "runtime/mail/html_text.hpp"

#include <chrono>

#include <gtest/gtest.h>

namespace riskflow::mail {
namespace {

struct Row {
  const char* name;
  std::string html;
  std::string text;
};

class HtmlToText : public testing::TestWithParam<Row> {};

TEST_P(HtmlToText, ReadsLikeTheRenderedPage) {
  EXPECT_EQ(text_from_html(GetParam().html), GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(
    Table, HtmlToText,
    testing::Values(
        Row{"Empty", "", ""}, Row{"PlainText", "a  b\n c", "a b c\n"},
        Row{"Paragraphs", "<p>One</p>\n<P class='x'>Two</P>", "One\n\nTwo\n"},
        Row{"LineBreaks", "a<br>b<br/>c<br><br>d", "a\nb\nc\n\nd\n"},
        Row{"InlineMarkup", "a <b>bold</b>, <i>it</i><span>al</span>", "a bold, ital\n"},
        Row{"Headings", "<h1>Title</h1>text", "Title\n\ntext\n"},
        Row{"Table",
            "<table><tr><th>Case</th><th>User</th></tr><tr><td>7</td><td>A</td></tr></table>x",
            "Case | User\n7 | A\nx\n"},
        Row{"ParagraphsInCells", "<table><tr><td><p>A</p></td><td><p>B</p></td></tr></table>",
            "A | B\n"},
        Row{"ParagraphsInRows",
            "<tr><td><p>A</p></td></tr><tr><td><p>B</p></td><td></td></tr><tr><td>C</td></tr>",
            "A\nB\nC\n"},
        Row{"EmptyCellKeepsItsColumn", "<tr><td>A</td><td>&nbsp;</td><td>C</td></tr>",
            "A |  | C\n"},
        Row{"NestedTable",
            "<table><tr><td><table><tr><td>a</td></tr></table></td><td>b</td></tr></table>",
            "a | b\n"},
        Row{"BulletList", "x<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>y",
            "x\n\n- a\n- b\n  - c\n\ny\n"},
        Row{"NumberedList", "<ol><li>a<li>b</ol>", "1. a\n2. b\n"},
        Row{"LinkShowsItsTarget", "<a href=\"https://r.example/a?t=1&amp;u=2\">Answer</a>!",
            "Answer (https://r.example/a?t=1&u=2)!\n"},
        Row{"LinkThatIsItsText", "<a href=https://r.example/>https://r.example/</a>",
            "https://r.example/\n"},
        Row{"LinkAroundNothing", "<a href='https://r.example'></a>", "https://r.example\n"},
        Row{"MailLink", "<a href='mailto:irm@example.org'>irm@example.org</a>",
            "irm@example.org\n"},
        Row{"ScriptLinkIsNotShown", "<a href='javascript:x()'>go</a>", "go\n"},
        Row{"Picture", "<img src=x alt='Logo &amp; Co'>", "Logo & Co\n"},
        Row{"NothingOfTheHead",
            "<head><title>t</title><style>p{}</style></head>a<script>if(a<b)</script>b", "ab\n"},
        Row{"Comments", "a<!-- <p>no</p> -->b<!DOCTYPE html>c<?x?>d", "abcd\n"},
        Row{"Entities", "&lt;&AMP;&amp;&#8364;&#x20ac;&bogus;&#0;&#13;&#xD800;&",
            "<&AMP;&€€&bogus;&#0;&#13;&#xD800;&\n"},
        Row{"Preformatted", "<pre>a\n  b</pre>c", "a\n  b\n\nc\n"},
        Row{"Rule", "a<hr>b", "a\n----\nb\n"},
        Row{"LooseAngleBrackets", "1 < 2 > 0 <3 </ x", "1 < 2 > 0 <3 </ x\n"},
        Row{"QuotedAngleBracketInAttribute", "<p title='a>b'>c", "c\n"},
        Row{"UnfinishedTag", "a<p title=\"b", "a\n"}, Row{"UnfinishedComment", "a<!-- b", "a\n"},
        Row{"UnfinishedScript", "a<script>b</scrip", "a\n"},
        Row{"StrayEndTags", "</ul></table></a></pre></li>a</tr>", "a\n"},
        Row{"Unicode", "<p>Grüße, 確認</p>", "Grüße, 確認\n"}),
    [](const auto& row) { return row.param.name; });

TEST(HtmlToText, PathologicalMarkupTakesLinearTime) {
  for (const std::string_view piece :
       {"<", "<a", "<a ", "<!--", "<script>", "</script", "<table>", "<ul><li>", "&", "&#", "<p '",
        "<a href=https://x>", "<tr><td>", "<td>"}) {
    std::string html;
    while (html.size() < 300'000) html += piece;
    const auto begin = std::chrono::steady_clock::now();
    text_from_html(html);
    // Quadratic work on them would take a minute.
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds{10}) << piece;
  }
}

}  // namespace
}  // namespace riskflow::mail
