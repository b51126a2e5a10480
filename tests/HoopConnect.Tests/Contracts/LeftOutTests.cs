using System.Reflection;

namespace HoopConnect.Tests.Contracts;

/// <summary>What <c>./build.sh test-windows</c> leaves out (left-out.txt) is tests that are there, each below its reason.</summary>
public class LeftOutTests
{
    private const string All = ".*";

    private static readonly string[] Lines = File.ReadAllLines(Repository.PathOf("tests/HoopConnect.Windows/left-out.txt"));

    [Fact]
    public void Each_line_is_a_comment_a_reason_or_a_test_below_one()
    {
        string? reason = null;
        foreach (var line in Lines.Where(line => line.Length > 0 && line[0] != '#'))
        {
            if (line is ['[', .. var text, ']'])
                reason = text;
            else
                Assert.True(reason is { Length: > 10 } && line.StartsWith("HoopConnect.Tests.", StringComparison.Ordinal), line);
        }

        Assert.NotNull(reason);
    }

    [Fact]
    public void Each_test_is_there()
    {
        var names = Lines.Where(line => line.StartsWith("HoopConnect.", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(names);
        Assert.DoesNotContain(names, name => !IsThere(name));
        Assert.Equal(names.Distinct(), names);
    }

    private static bool IsThere(string name)
    {
        var types = typeof(LeftOutTests).Assembly;
        if (name.EndsWith(All, StringComparison.Ordinal))
            return types.GetType(name[..^All.Length]) is not null;
        var dot = name.LastIndexOf('.');
        return types.GetType(name[..dot])?.GetMethod(name[(dot + 1)..], BindingFlags.Public | BindingFlags.Instance) is not null;
    }
}
