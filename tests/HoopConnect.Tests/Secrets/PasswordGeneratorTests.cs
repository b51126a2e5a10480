using HoopConnect.Hosting;
using HoopConnect.Secrets;

namespace HoopConnect.Tests.Secrets;

public class PasswordGeneratorTests
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789*_";

    [Theory]
    [InlineData(25)]
    [InlineData(32)]
    [InlineData(41)]
    [InlineData(128)]
    public void A_password_has_the_length_asked_for_and_every_class_and_nothing_else(int length)
    {
        for (var i = 0; i < 500; i++)
        {
            using var secret = PasswordGenerator.Generate(length);
            var text = secret.Reveal();
            Assert.Equal(length, text.Length);
            Assert.All(text, character => Assert.Contains(character, Alphabet));
            Assert.Contains(text, char.IsAsciiLetterUpper);
            Assert.Contains(text, char.IsAsciiLetterLower);
            Assert.Contains(text, char.IsAsciiDigit);
            Assert.Contains('*', text);
            Assert.Contains('_', text);
        }
    }

    [Theory]
    [InlineData(24)]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(129)]
    public void A_length_outside_the_limits_is_refused_with_the_value(int length)
    {
        var error = Assert.Throws<HoopException>(() => PasswordGenerator.Generate(length));
        Assert.Equal("Password.InvalidLength", error.ErrorId);
        Assert.Contains(length.ToString(System.Globalization.CultureInfo.InvariantCulture), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_two_passwords_are_the_same()
    {
        var seen = Enumerable.Range(0, 5000).Select(_ => PasswordGenerator.Generate().Reveal()).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(5000, seen.Count);
    }

    [Fact]
    public void No_letter_or_digit_is_likelier_than_another()
    {
        var all = new int[128];
        var first = new int[128];
        for (var i = 0; i < 4000; i++)
        {
            var text = PasswordGenerator.Generate(128).Reveal();
            first[text[0]]++;
            foreach (var character in text)
                all[character]++;
        }

        // Chi-square with 61 degrees of freedom: above 140 once in some millions of runs; bytes taken modulo 62 would give thousands.
        // '*' and '_' are left out: they are in every password, so a little likelier than the rest.
        Assert.InRange(ChiSquare(all), 15, 140);
        Assert.InRange(ChiSquare(first), 15, 140);
    }

    private static double ChiSquare(int[] counts)
    {
        var classes = Alphabet[..62];
        var expected = classes.Sum(character => counts[character]) / 62.0;
        return classes.Sum(character => (counts[character] - expected) * (counts[character] - expected) / expected);
    }
}
