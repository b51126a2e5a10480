using System.Text;
using HoopConnect.Hooks.Runbooks;

namespace HoopConnect.Tests.Hooks.Runbooks;

/// <summary>What is kept of what a hook writes.</summary>
public class HookOutputTests
{
    private const string Password = @"qZ7""x\k'9 w";

    [Fact]
    public async Task Up_to_the_limit_it_is_as_it_was_written()
    {
        var text = new string('x', HookOutput.Limit - 1) + "\n";
        Assert.Equal(text, await KeptAsync(new OutputMask([]), text));
        Assert.Equal("", await KeptAsync(new OutputMask([]), ""));
    }

    [Fact]
    public async Task What_is_more_is_left_out_and_counted() =>
        Assert.Equal(
            new string('x', 4096) + "\n[904 more bytes were left out]", await KeptAsync(new OutputMask([]), new string('x', 5000)));

    [Theory]
    [InlineData("é", 4095, 2)]
    [InlineData("€", 4094, 3)]
    [InlineData("😀", 4093, 4)]
    public async Task A_character_is_never_cut(string character, int before, int length)
    {
        // It begins one to three bytes before the limit and ends behind it.
        for (var inside = 1; inside < length; inside++)
        {
            var start = before + (length - 1 - inside);
            var kept = await KeptAsync(new OutputMask([]), new string('x', start) + character + "yz");
            Assert.Equal(new string('x', start) + $"\n[{length + 2} more bytes were left out]", kept);
        }

        var whole = new string('x', 4096 - length) + character;
        Assert.Equal(whole + "\n[2 more bytes were left out]", await KeptAsync(new OutputMask([]), whole + "yz"));
    }

    [Theory]
    [InlineData(Password)]
    [InlineData("qZ7\\u0022x\\\\k\\u00279 w")]
    [InlineData("qZ7\\\"x\\\\k'9 w")]
    [InlineData("qZ7\"x\\\\k\\'9 w")]
    [InlineData("qZ7%22x%5Ck%279%20w")]
    [InlineData("cVo3Inhcayc5IHc=")]
    public async Task A_secret_is_hidden_in_each_way_in_which_scripts_write_it(string written) =>
        Assert.Equal("a ******** b\n", await KeptAsync(new OutputMask([Password]), $"a {written} b\n"));

    [Fact]
    public async Task A_secret_across_the_limit_shows_nothing_of_itself()
    {
        var mask = new OutputMask([Password]);
        for (var before = HookOutput.Limit - Password.Length - 1; before < HookOutput.Limit; before++)
        {
            var kept = await KeptAsync(mask, new string('x', before) + Password + "the rest");
            Assert.DoesNotContain("q", kept, StringComparison.Ordinal);
            Assert.True(Encoding.UTF8.GetByteCount(kept[..kept.LastIndexOf('\n')]) <= HookOutput.Limit);
        }

        // Many before the limit make room for nothing that was not looked at.
        var many = await KeptAsync(new OutputMask([new string('s', 100)]), new string('s', 100 * 45));
        Assert.DoesNotContain("s", many.Split('\n')[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_longer_of_two_secrets_is_hidden_as_a_whole() =>
        Assert.Equal("********|********\n", await KeptAsync(new OutputMask(["abcd", "abcdefgh"]), "abcdefgh|abcd\n"));

    [Fact]
    public async Task What_comes_in_pieces_from_two_streams_is_torn_by_neither()
    {
        var output = new HookOutput(new OutputMask([Password]));
        using var first = new Pieces("one: ", Password[..4], "wait", Password[4..] + "\n");
        using var second = new Pieces("two\n");
        var reading = output.ReadAsync(first);
        await first.Waits;
        await output.ReadAsync(second);
        first.Continue();
        await reading;

        Assert.Equal("two\none: ********\n", output.Close());
    }

    private static async Task<string> KeptAsync(OutputMask mask, string text)
    {
        var output = new HookOutput(mask);
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        await output.ReadAsync(stream);
        return output.Close();
    }

    /// <summary>A stream that gives its pieces one at a time, and waits where one of them is "wait".</summary>
    private sealed class Pieces(params string[] pieces) : MemoryStream
    {
        private readonly TaskCompletionSource _taken = new();
        private readonly TaskCompletionSource _continue = new();
        private int _next;

        public Task Waits => _taken.Task;

        public void Continue() => _continue.SetResult();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_next == pieces.Length)
                return 0;
            if (pieces[_next] == "wait")
            {
                _next++;
                _taken.SetResult();
                await _continue.Task;
            }

            return Encoding.UTF8.GetBytes(pieces[_next++], buffer.Span);
        }
    }
}
