using System.Text;
using HoopConnect.Hosting;
using HoopConnect.SessionUsers.Hcl;

namespace HoopConnect.Tests.SessionUsers.Hcl;

public class HclParserTests
{
    [Fact]
    public void Attributes_blocks_labels_lists_and_comments_are_read_with_their_places()
    {
        var body = Parse("""
            # one comment
            version = 1.5e+3 // another
            policy "pg" prod { /* a third
               over two lines */
              on = true
              list = [
                "a", # within a list
                ["b", -2],
                false,
              ]
              inner {}
            }
            """);
        Assert.Equal(new HclNumber("1.5e+3", new HclPosition(2, 11)), Assert.Single(body.Attributes).Value);
        var block = Assert.Single(body.Blocks);
        Assert.Equal(("policy", new HclPosition(3, 1)), (block.Type, block.Position));
        Assert.Equal([new HclLabel("pg", new HclPosition(3, 8)), new HclLabel("prod", new HclPosition(3, 13))], block.Labels);
        Assert.Equal(["on", "list"], block.Body.Attributes.Select(attribute => attribute.Name));
        Assert.Equal("true", block.Body.Attributes[0].Value.Kind);
        var list = Assert.IsType<HclList>(block.Body.Attributes[1].Value);
        Assert.Equal(["a string", "a list", "false"], list.Items.Select(item => item.Kind));
        Assert.Equal(new HclPosition(8, 5), list.Items[1].Position);
        Assert.Equal("inner", Assert.Single(block.Body.Blocks).Type);
    }

    [Theory]
    [InlineData("""
        a = "tab\t, quote \", backslash \\, \r\n"
        """, "tab\t, quote \", backslash \\, \r\n")]
    [InlineData("a = \"\\u00e9\\U0001F600 é😀\"", "é😀 é😀")]
    [InlineData("a = \"$${x} %%{y} $x 100% $\"", "${x} %{y} $x 100% $")]
    [InlineData("a = \"# not // a /* comment\"", "# not // a /* comment")]
    [InlineData("a = \"\"", "")]
    [InlineData("a = <<EOT\n  one\n\\n \"two\"\n  EOT\n", "  one\n\\n \"two\"\n")]
    [InlineData("a = <<-EOT\n    one\n\n      two\n    EOT\n", "one\n\n  two\n")]
    [InlineData("a = <<E-1\r\none\r\nE-1\r\n", "one\r\n")]
    [InlineData("a = <<EOT\nEOT\n", "")]
    [InlineData("a = <<-EOT\n  one\n \n    two\n  EOT\n", "one\n \n  two\n")]
    [InlineData("a = \"e\u0301\"", "\u00e9")]
    public void A_string_says_what_its_escapes_mean(string text, string value) =>
        Assert.Equal(value, Assert.IsType<HclString>(Assert.Single(Parse(text).Attributes).Value).Value);

    [Theory]
    [InlineData("a = ", 1, 5, "found the end of the file; expected a value: a string, a list, a number, true or false.")]
    [InlineData("a = \r\n", 1, 5, "found the end of the line; expected a value: a string, a list, a number, true or false.")]
    [InlineData("a = null", 1, 5, "found 'null'; expected a value: a string, a list, a number, true or false.")]
    [InlineData("a = \"x", 1, 7, "found the end of the file; expected \", which ends the string that begins in line 1, column 5.")]
    [InlineData("a = \"x\n\"", 1, 7, "found the end of the line; expected \", which ends the string that begins in line 1, column 5.")]
    [InlineData("a = \"\\q\"", 1, 7, "found 'q'; expected one of the escapes \\n \\r \\t \\\" \\\\ \\uNNNN \\UNNNNNNNN.")]
    [InlineData("a = \"\\u00g0\"", 1, 10, "found 'g'; expected a hexadecimal digit (4 of them).")]
    [InlineData("a = \"\\uD83D\"", 1, 8, "found the code D83D; expected the code of a Unicode character.")]
    [InlineData("a = \"\\UFFFFFFFF\"", 1, 8, "found the code FFFFFFFF; expected the code of a Unicode character.")]
    [InlineData("a = \"${env}\"", 1, 6, "found the template ${; expected plain text, in which ${ is spelled $${.")]
    [InlineData("a = [1, 2", 1, 10, "found the end of the file; expected , or ], which ends the list that begins in line 1.")]
    [InlineData("a = [1 2]", 1, 8, "found the number 2; expected , or ], which ends the list that begins in line 1.")]
    [InlineData("a = [,]", 1, 6, "found ','; expected a value: a string, a list, a number, true or false.")]
    [InlineData("a = 12h", 1, 7, "found 'h'; expected the end of the number (a text such as 12h stands in quotes).")]
    [InlineData("a = 1.", 1, 7, "found the end of the file; expected a digit.")]
    [InlineData("a = -", 1, 6, "found the end of the file; expected a digit.")]
    [InlineData("a = 1 b = 2", 1, 7, "found 'b'; expected the end of the line.")]
    [InlineData("policy \"x\"", 1, 11, "found the end of the file; expected { or another label.")]
    [InlineData("policy", 1, 7, "found the end of the file; expected = or a label or {.")]
    [InlineData("policy \"x\" {\n", 2, 1, "found the end of the file; expected an attribute, or } at the end of the block.")]
    [InlineData("p {}\n}", 2, 1, "found '}'; expected a block such as policy \"name\" {.")]
    [InlineData("\"a\" = 1", 1, 1, "found a string; expected a block such as policy \"name\" {.")]
    [InlineData("# é😀\n  /* x", 2, 7, "found the end of the file; expected */, which ends the comment that begins in line 2.")]
    [InlineData("a = <<EOT\nx\nEOTT", 3, 5,
        "found the end of the file; expected a line with EOT alone, which ends the heredoc that begins in line 1.")]
    [InlineData("a = <<EOT\nEOT", 2, 4,
        "found the end of the file; expected a line with EOT alone, which ends the heredoc that begins in line 1.")]
    [InlineData("p { a = 1\n}", 1, 10, "found the end of the line; expected an attribute, or } at the end of the block.")]
    [InlineData("p {\n a = 1 }", 2, 8, "found '}'; expected the end of the line.")]
    [InlineData("p { b {} }", 1, 7, "found '{'; expected = (a block in a block begins on a line of its own).")]
    [InlineData("a = << EOT\n", 1, 7, "found ' '; expected the marker of a heredoc, for example EOT.")]
    [InlineData("a = <<EOT x\n", 1, 10, "found ' '; expected the end of the line, after the marker EOT.")]
    [InlineData("\"é😀\" ?", 1, 1, "found a string; expected a block such as policy \"name\" {.")]
    [InlineData("a = [\"é😀\" ?", 1, 11, "found '?'; expected a name, a value, a comment, or one of { } [ ] = ,.")]
    [InlineData("a\0= 1", 1, 2, "found the character U+0000; expected a name, a value, a comment, or one of { } [ ] = ,.")]
    [InlineData("a = \"\0\"", 1, 6, "found the character U+0000; expected \", which ends the string that begins in line 1, column 5.")]
    [InlineData("a = \u202E\"x\"", 1, 5, "found the character U+202E; expected a name, a value, a comment, or one of { } [ ] = ,.")]
    [InlineData("a = \"x\ry\"", 1, 7, "found the character U+000D; expected \", which ends the string that begins in line 1, column 5.")]
    [InlineData("a = <<E\nx\ry\nE\n", 2, 2, "found the character U+000D; expected a line feed after a carriage return.")]
    [InlineData("a\r= 1", 1, 2, "found the character U+000D; expected a name, a value, a comment, or one of { } [ ] = ,.")]
    public void An_error_says_where_what_was_found_and_what_was_expected(string text, int line, int column, string what)
    {
        var refused = Assert.Throws<HclException>(() => Parse(text));
        Assert.Equal($"test.hcl:{line}:{column}: {what}", refused.Message);
        Assert.Equal(("Policy.Syntax", "test.hcl", new HclPosition(line, column)), (refused.ErrorId, refused.File, refused.Position));
    }

    [Fact]
    public void A_password_in_the_wrong_place_is_not_shown() => Assert.DoesNotContain(
            "hunter2", Assert.Throws<HclException>(() => Parse("policy { \"postgres://u:hunter2@h\" }")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("[", "a = ")]
    [InlineData("a {", "")]
    [InlineData("a = [[", "")]
    public void Depth_without_end_is_an_error_like_any_other(string opening, string before)
    {
        var refused = Assert.Throws<HclException>(() =>
            Parse(before + string.Concat(Enumerable.Repeat(opening, 200_000 / opening.Length))));
        Assert.Equal("Policy.Syntax", refused.ErrorId);
    }

    [Fact]
    public void What_is_huge_is_read_or_refused_like_anything_else()
    {
        var digits = new string('9', 400_000);
        Assert.Equal(digits, Assert.IsType<HclNumber>(Parse("a = " + digits).Attributes[0].Value).Text);
        Assert.Equal(digits, Assert.IsType<HclString>(Parse($"a = \"{digits}\"").Attributes[0].Value).Value);
        Assert.Equal(
            100_000,
            Assert.IsType<HclList>(Parse($"a = [{string.Concat(Enumerable.Repeat("1,\n", 100_000))}]").Attributes[0].Value).Items.Count);
        Assert.InRange(Assert.Throws<HclException>(() => Parse("{" + digits)).Message.Length, 1, 200);
        Assert.InRange(Assert.Throws<HclException>(() => Parse($"p {new string('x', 400_000)} =")).Message.Length, 1, 200);
    }

    [Fact]
    public void A_byte_order_mark_is_passed_over() =>
        Assert.Equal("a", Parse([0xEF, 0xBB, 0xBF, .. "a = 1"u8]).Attributes[0].Name);

    [Theory]
    [InlineData(new byte[] { (byte)'a', 0xFF }, 1, 2)]
    [InlineData(new byte[] { (byte)'a', (byte)'\n', 0xC3, 0xA9, (byte)' ', 0xC3, (byte)'x' }, 2, 3)]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 }, 1, 1)]
    [InlineData(new byte[] { 0xFF, 0xFE, (byte)'a', 0 }, 1, 1)]
    [InlineData(new byte[] { (byte)'a', 0xE2, 0x82 }, 1, 2)]
    public void Bytes_that_are_no_UTF_8_are_named_by_their_place(byte[] bytes, int line, int column)
    {
        var refused = Assert.Throws<HclException>(() => Parse(bytes));
        Assert.Equal(("Policy.NotUtf8", new HclPosition(line, column)), (refused.ErrorId, refused.Position));
    }

    [Fact]
    public void A_file_of_more_than_a_mebibyte_is_refused_unread() =>
        Assert.Equal("Policy.FileTooLarge", Assert.Throws<HoopException>(() => Parse(new byte[(1 << 20) + 1])).ErrorId);

    private static HclBody Parse(string text) => Parse(Encoding.UTF8.GetBytes(text));

    private static HclBody Parse(byte[] bytes) => HclParser.Parse(HclSource.Decode("test.hcl", bytes));
}
