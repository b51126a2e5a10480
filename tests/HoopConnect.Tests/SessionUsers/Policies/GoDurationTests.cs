using HoopConnect.Display;
using HoopConnect.Hosting;
using HoopConnect.SessionUsers.Policies;

namespace HoopConnect.Tests.SessionUsers.Policies;

public class GoDurationTests
{
    [Theory]
    [InlineData("12h", "12:00:00")]
    [InlineData("90m", "01:30:00")]
    [InlineData("1h30m", "01:30:00")]
    [InlineData("1.5h", "01:30:00")]
    [InlineData(".5s", "00:00:00.5")]
    [InlineData("1.s", "00:00:01")]
    [InlineData("+2m3.5s", "00:02:03.5")]
    [InlineData("-1m", "-00:01:00")]
    [InlineData("0", "00:00:00")]
    [InlineData("-0", "00:00:00")]
    [InlineData("1h1h", "02:00:00")]
    [InlineData("1ms2us", "00:00:00.001002")]
    [InlineData("3\u00B5s4\u03BCs", "00:00:00.000007")]
    [InlineData("150ns", "00:00:00.0000001")]
    [InlineData("1440m", "1.00:00:00")]
    public void A_duration_is_read_as_Go_reads_it(string text, string expected) =>
        Assert.Equal(TimeSpan.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), GoDuration.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("+")]
    [InlineData("-")]
    [InlineData("--1h")]
    [InlineData("+-1h")]
    [InlineData("12")]
    [InlineData("h")]
    [InlineData(".h")]
    [InlineData("1.2.3h")]
    [InlineData("12 h")]
    [InlineData(" 12h")]
    [InlineData("12h ")]
    [InlineData("12H")]
    [InlineData("1d")]
    [InlineData("1e3h")]
    [InlineData("١h")]
    [InlineData("00")]
    [InlineData("999999999999999999999999999999999999999h")]
    [InlineData("99999999999999h")]
    [InlineData("1h\0")]
    public void What_Go_does_not_read_is_refused_with_the_value(string text)
    {
        var refused = Assert.Throws<HoopException>(() => GoDuration.Parse(text));
        Assert.Equal("Policy.InvalidDuration", refused.ErrorId);
        Assert.Equal(ForeignText.Escape(text), refused.Target);
    }

    [Fact]
    public void A_text_that_is_too_long_is_refused_and_not_repeated() =>
        Assert.InRange(
            Assert.Throws<HoopException>(() => GoDuration.Parse(string.Concat(Enumerable.Repeat("1h", 100_000)))).Message.Length, 1, 200);

    [Theory]
    [InlineData("24h")]
    [InlineData("1s")]
    public void A_user_can_live_for_up_to_a_day(string text) => Assert.Equal(GoDuration.Parse(text), PolicyExpiration.Parse(text));

    [Theory]
    [InlineData("0")]
    [InlineData("1ns")]
    [InlineData("-1h")]
    [InlineData("24h1s")]
    public void No_user_lives_longer_than_a_day_or_not_at_all(string text) =>
        Assert.Equal("Policy.InvalidExpiration", Assert.Throws<HoopException>(() => PolicyExpiration.Parse(text)).ErrorId);
}
