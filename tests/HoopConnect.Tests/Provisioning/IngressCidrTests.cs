using HoopConnect.Hosting;
using HoopConnect.Provisioning.Network;

namespace HoopConnect.Tests.Provisioning;

public class IngressCidrTests
{
    [Theory]
    [InlineData("10.1.0.0/16", "10.1.0.0/16")]
    [InlineData(" 10.10.10.10 ", "10.10.10.10/32")]
    [InlineData("2001:db8::/32", "2001:db8::/32")]
    [InlineData("2001:DB8:0::1", "2001:db8::1/128")]
    public void A_range_or_an_address_is_taken_in_its_canonical_form(string text, string canonical) =>
        Assert.Equal(canonical, IngressCidr.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("10.1/16")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("300.0.0.0/8")]
    [InlineData("010.0.0.0/8")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("fe80::1%eth0/64")]
    [InlineData("0.0.0.0/0")]
    [InlineData("::/0")]
    [InlineData("10.0.0.0/8/8")]
    [InlineData("ten")]
    public void What_is_no_usable_range_is_refused_with_the_value_in_the_message(string text)
    {
        var error = Assert.Throws<HoopException>(() => IngressCidr.Parse(text));
        Assert.Equal("Network.InvalidCidr", error.ErrorId);
        Assert.Contains($"'{text}'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Set_host_bits_are_refused_and_the_range_is_named()
    {
        var error = Assert.Throws<HoopException>(() => IngressCidr.Parse("10.0.0.1/8"));
        Assert.Contains("10.0.0.0/8", error.Message, StringComparison.Ordinal);
    }
}
