using System.Globalization;
using System.Text.RegularExpressions;
using HoopConnect.Display;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.Tests.Display;

/// <summary>What others wrote is harmless where it is shown.</summary>
public partial class ForeignTextTests
{
    [Theory]
    [InlineData("orders", "orders")]
    [InlineData("größe 汉字 🐘 'a' \"b\" \\c", "größe 汉字 🐘 'a' \"b\" \\c")]
    [InlineData("a\nb\r\nc\td", @"a\nb\r\nc\td")]
    [InlineData("\u001b]0;evil\u0007\u001b[2J", @"\u001B]0;evil\u0007\u001B[2J")]
    [InlineData("\u0085\u009b31m\u007f\0", @"\u0085\u009B31m\u007F\u0000")]
    [InlineData("abc\u202egpj.exe\u2066\u200b\ufeff\u00ad", @"abc\u202Egpj.exe\u2066\u200B\uFEFF\u00AD")]
    [InlineData("a\u2028b\u2029c", @"a\u2028b\u2029c")]
    [InlineData("\U000E0041\uFE0F\u034F", @"\U000E0041\uFE0F\u034F")]
    public void What_cannot_be_seen_is_shown_as_its_escape(string text, string shown) => Assert.Equal(shown, ForeignText.Escape(text));

    [Fact]
    public void A_half_of_a_pair_is_shown_as_its_escape() => Assert.Equal(@"a\uD83D\uDE00b", ForeignText.Escape("a\ud83d" + @"\uDE00b"));

    [Theory]
    [InlineData("##vso[task.prependpath]/tmp/evil", @"#\#vso[task.prependpath]/tmp/evil")]
    [InlineData("x ##VsO[task.setvariable variable=a]b", @"x #\#VsO[task.setvariable variable=a]b")]
    [InlineData("####vso[a.b]", @"###\#vso[a.b]")]
    [InlineData("##[add-path]/tmp", @"#\#[add-path]/tmp")]
    [InlineData("##[group]x", @"#\#[group]x")]
    [InlineData("##teamcity[buildStop]", @"#\#teamcity[buildStop]")]
    [InlineData("##\u200bvso[a.b]c", @"##\u200Bvso[a.b]c")]
    [InlineData("## a heading [1]", "## a heading [1]")]
    public void A_command_of_Azure_Pipelines_is_broken_wherever_it_stands(string text, string shown) =>
        Assert.Equal(shown, ForeignText.Escape(text));

    [Theory]
    [InlineData("::add-mask::x", @":\:add-mask::x")]
    [InlineData(" \u00a0\u3000::Set-Env name=A::x", " \u00a0\u3000:\\:Set-Env name=A::x")]
    [InlineData("::add-mask", @":\:add-mask")]
    [InlineData("x ::error file=a,line=1::y", @"x :\:error file=a,line=1::y")]
    [InlineData("x::stop-commands::y", @"x:\:stop-commands::y")]
    [InlineData("arn:aws:iam::123456789012:role/a", "arn:aws:iam::123456789012:role/a")]
    [InlineData("arn:aws:iam::aws:policy/a and arn:aws:iam::1:b", "arn:aws:iam::aws:policy/a and arn:aws:iam::1:b")]
    [InlineData("::1", "::1")]
    [InlineData("2001:db8::/32 ::/0", "2001:db8::/32 ::/0")]
    [InlineData("SELECT a::text, b::int", "SELECT a::text, b::int")]
    public void A_command_of_GitHub_Actions_is_broken(string text, string shown) => Assert.Equal(shown, ForeignText.Escape(text));

    [Fact]
    public void Shown_twice_is_shown_once() => Assert.All(Hostile(), text =>
        Assert.Equal(ForeignText.Escape(text), ForeignText.Escape(ForeignText.Escape(text))));

    [Fact]
    public void Whatever_the_text_nothing_is_left_in_it_that_an_agent_or_a_terminal_obeys() =>
        Assert.All(Hostile(), text => AssertHarmless(ForeignText.Escape(text)));

    [Fact]
    public void A_long_text_takes_no_longer_than_it_is() =>
        // Each of these would take hours where every colon or hash looked through all that follows.
        Assert.All((string[])["::a x", "##a", ":", "#", "::a ::", " ", "::a"], piece =>
            AssertHarmless(ForeignText.Escape(string.Concat(Enumerable.Repeat(piece, 300_000)))));

    [Fact]
    public void A_statement_keeps_its_lines_and_none_of_them_can_pass_for_a_step()
    {
        var step = new PlanStep("database \"a\n  b\"", "grant", "IF 1 = 1\r\n    GRANT x ON \"y\n::add-mask::z\" TO u\n") { Note = "n\nm" };
        Assert.Equal(
            [
                @"database ""a\n  b"": grant: IF 1 = 1", "      |     GRANT x ON \"y", @"      | :\:add-mask::z"" TO u",
                @"      |   -- n\nm",
            ],
            step.ToString().Split(Environment.NewLine));
    }

    [Fact]
    public void A_plan_is_as_many_lines_as_it_has_steps_whatever_the_names()
    {
        foreach (var name in Hostile())
        {
            PlanStep[] steps = [new(name, "a", name.ReplaceLineEndings("")), new("b", name, "c") { Note = name }];
            var plan = new Plan(name, "grant", steps);
            Assert.Equal(3, plan.ToString().Split(Environment.NewLine).Length);
            Assert.All(plan.ToString().Split(Environment.NewLine), AssertHarmless);
            AssertHarmless((plan with { Steps = [] }).ToString());
        }
    }

    [Fact]
    public void A_failure_is_harmless_in_each_of_its_parts_and_so_are_its_causes()
    {
        foreach (var name in Hostile())
        {
            var cause = new IOException(name, new HoopException("A.C", 0, name));
            var failure = new HoopException("A.B", HoopErrorKind.InvalidData, name, cause)
            {
                Target = name,
                RecommendedAction = name,
            };
            Assert.All((string[])[failure.Message, failure.Target, failure.RecommendedAction], AssertHarmless);
            for (Exception? part = failure; part is not null; part = part.InnerException)
                AssertHarmless(part.Message);
            Assert.All(failure.ToString().Split(Environment.NewLine), AssertHarmless);
        }
    }

    [Fact]
    public void A_cause_says_what_it_was_and_where_it_came_from()
    {
        var cause = new HoopException("A.B", HoopErrorKind.InvalidData, "m", Thrown()).InnerException!;
        Assert.Equal("no more", cause.Message);
        Assert.Contains(nameof(Thrown), cause.StackTrace, StringComparison.Ordinal);
        Assert.Contains("System.IO.IOException: no more", cause.ToString(), StringComparison.Ordinal);
        Assert.Contains("System.TimeoutException: late", cause.ToString(), StringComparison.Ordinal);
    }

    private static IOException Thrown()
    {
        try
        {
            throw new IOException("no more", new TimeoutException("late"));
        }
        catch (IOException thrown)
        {
            return thrown;
        }
    }

    private static IEnumerable<string> Hostile() => HostileNames.Make(400).Concat(
    [
        "##vso[task.prependpath]/tmp/evil", "x\n::add-mask::x", "a\r\n\t ::set-output name=a::b", "\u001b[31m##[error]\u202e",
        "::add-mask::",
        ":::add-mask::", "a\u2028::error::b", "##VSO[a.b]##[x]::notice::",
    ]);

    private static void AssertHarmless(string text)
    {
        Assert.DoesNotMatch(AgentCommand(), text);
        Assert.DoesNotMatch(RunnerCommand(), text);
        Assert.DoesNotContain(text, character => char.GetUnicodeCategory(character)
            is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
    }

    // As the agents look for them: azure-pipelines-agent Command.cs, actions/runner ActionCommand.cs.
    [GeneratedRegex(@"##(vso)?\[", RegexOptions.IgnoreCase)]
    private static partial Regex AgentCommand();

    [GeneratedRegex("^\\s*::[a-z-]+(\\s[^\n]*)?::", RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex RunnerCommand();
}
