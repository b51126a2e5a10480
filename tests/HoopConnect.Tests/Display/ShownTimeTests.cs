using System.Globalization;
using HoopConnect.Display;

namespace HoopConnect.Tests.Display;

public sealed class ShownTimeTests : IDisposable
{
    private readonly CultureInfo _before = CultureInfo.CurrentCulture;

    public void Dispose() => CultureInfo.CurrentCulture = _before;

    [Theory]
    [InlineData("en-US")]
    [InlineData("th-TH")]
    [InlineData("ar-SA")]
    [InlineData("fi-FI")]
    public void A_time_is_shown_alike_in_every_language(string language)
    {
        CultureInfo.CurrentCulture = new CultureInfo(language);
        var time = new DateTime(2026, 11, 27, 21, 5, 0, DateTimeKind.Utc);
        Assert.Equal("2026-11-27 21:05:00", ShownTime.Second(time));
        Assert.Equal("2026-11-27", ShownTime.Day(time));
    }

    [Fact]
    public void A_local_time_is_shown_as_the_moment_that_it_is_in_UTC()
    {
        var time = new DateTime(2026, 11, 27, 21, 5, 0, DateTimeKind.Utc);
        Assert.Equal("2026-11-27 21:05:00", ShownTime.Second(time.ToLocalTime()));
        Assert.Equal("2026-11-27 21:05:00", ShownTime.Second(DateTime.SpecifyKind(time, DateTimeKind.Unspecified)));
    }

    [Fact]
    public void No_time_is_empty()
    {
        Assert.Equal("", ShownTime.Second(null));
        Assert.Equal("", ShownTime.Day(null));
    }
}
