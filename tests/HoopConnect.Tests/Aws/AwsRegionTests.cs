using HoopConnect.Aws;
using HoopConnect.Aws.Protocol;
using HoopConnect.Hosting;

namespace HoopConnect.Tests.Aws;

public class AwsRegionTests
{
    [Theory]
    [InlineData("eu-west-1", "aws", "amazonaws.com")]
    [InlineData(" US-East-1 ", "aws", "amazonaws.com")]
    [InlineData("eu-west-9", "aws", "amazonaws.com")]
    [InlineData("cn-north-1", "aws-cn", "amazonaws.com.cn")]
    [InlineData("us-gov-west-1", "aws-us-gov", "amazonaws.com")]
    [InlineData("us-iso-east-1", "aws-iso", "c2s.ic.gov")]
    [InlineData("us-isob-east-1", "aws-iso-b", "sc2s.sgov.gov")]
    [InlineData("eu-isoe-west-1", "aws-iso-e", "cloud.adc-e.uk")]
    [InlineData("us-isof-south-1", "aws-iso-f", "csp.hci.ic.gov")]
    [InlineData("eusc-de-east-1", "aws-eusc", "amazonaws.eu")]
    public void A_region_knows_its_partition_even_where_the_SDK_does_not_list_it(string name, string partition, string suffix)
    {
        var region = AwsRegion.Parse(name);

        Assert.Equal(name.Trim().ToLowerInvariant(), region.Name);
        Assert.Equal(partition, region.Partition);
        Assert.Equal(suffix, region.DnsSuffix);
    }

    [Theory]
    [InlineData("eu-west")]
    [InlineData("mars-1")]
    [InlineData("")]
    [InlineData("eu west 1")]
    [InlineData("eu-west-1.evil.example")]
    [InlineData("eu-west-1/../x")]
    [InlineData("éu-west-1")]
    public void A_region_that_no_partition_has_is_refused_with_its_value(string name)
    {
        var error = Assert.Throws<HoopException>(() => AwsRegion.Parse(name));

        Assert.Equal("Aws.UnknownRegion", error.ErrorId);
        Assert.Contains($"'{name}'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refused_region_brings_the_nearest_name() =>
        Assert.Contains(
            "'eu-west-1'", Assert.Throws<HoopException>(() => AwsRegion.Parse("eu-west1")).RecommendedAction, StringComparison.Ordinal);

    [Fact]
    public void Many_runspaces_may_read_regions_at_the_same_time() =>
        Parallel.For(0, 2000, number =>
        {
            Assert.Equal("aws", AwsRegion.Parse($"eu-west-{number + 10}").Partition);
            Assert.NotNull(Assert.Throws<HoopException>(() => AwsRegion.Parse($"eu-west{number % 3}")).RecommendedAction);
        });

    [Theory]
    [InlineData("us-est-1", false)]
    [InlineData("us-east-1", true)]
    public void A_mistyped_region_of_the_right_form_is_told_from_a_listed_one(string name, bool isListed) =>
        Assert.Equal(isListed, AwsRegion.Parse(name).IsListed);

    [Theory]
    [InlineData("rds", "eu-west-1", "https://rds.eu-west-1.amazonaws.com/", "eu-west-1")]
    [InlineData("ec2", "cn-north-1", "https://ec2.cn-north-1.amazonaws.com.cn/", "cn-north-1")]
    [InlineData("sts", "us-gov-east-1", "https://sts.us-gov-east-1.amazonaws.com/", "us-gov-east-1")]
    [InlineData("organizations", "eu-west-1", "https://organizations.us-east-1.amazonaws.com/", "us-east-1")]
    [InlineData("organizations", "cn-north-1", "https://organizations.cn-northwest-1.amazonaws.com.cn/", "cn-northwest-1")]
    [InlineData("organizations", "us-gov-east-1", "https://organizations.us-gov-west-1.amazonaws.com/", "us-gov-west-1")]
    [InlineData("iam", "ap-south-1", "https://iam.amazonaws.com/", "us-east-1")]
    [InlineData("iam", "cn-northwest-1", "https://iam.cn-north-1.amazonaws.com.cn/", "cn-north-1")]
    [InlineData("iam", "us-gov-east-1", "https://iam.us-gov.amazonaws.com/", "us-gov-west-1")]
    [InlineData("iam", "eusc-de-east-1", "https://iam.eusc-de-east-1.amazonaws.eu/", "eusc-de-east-1")]
    [InlineData("rds", "us-iso-east-1", "https://rds.us-iso-east-1.c2s.ic.gov/", "us-iso-east-1")]
    public void A_service_is_called_where_its_partition_has_it(string service, string region, string url, string signingRegion)
    {
        var known = new[] { AwsService.Rds, AwsService.Ec2, AwsService.Sts, AwsService.Organizations, AwsService.Iam }.Single(one =>
            one.Prefix == service);

        var endpoint = ServiceEndpoint.For(known, AwsRegion.Parse(region), new EndpointSettings(null, UseFips: false));

        Assert.Equal(url, endpoint.Url.ToString());
        Assert.Equal(signingRegion, endpoint.SigningRegion);
    }

    [Theory]
    [InlineData("rds", "us-east-2", "https://rds-fips.us-east-2.amazonaws.com/")]
    [InlineData("iam", "us-east-2", "https://iam-fips.amazonaws.com/")]
    [InlineData("organizations", "us-east-2", "https://organizations-fips.us-east-1.amazonaws.com/")]
    [InlineData("rds", "us-gov-west-1", "https://rds.us-gov-west-1.amazonaws.com/")]
    [InlineData("iam", "us-gov-west-1", "https://iam.us-gov.amazonaws.com/")]
    public void FIPS_endpoints_are_taken_where_they_are_asked_for(string service, string region, string url)
    {
        var known = new[] { AwsService.Rds, AwsService.Organizations, AwsService.Iam }.Single(one => one.Prefix == service);

        Assert.Equal(url, ServiceEndpoint.For(known, AwsRegion.Parse(region), new EndpointSettings(null, UseFips: true)).Url.ToString());
    }

    [Fact]
    public void An_endpoint_of_ones_own_changes_the_host_and_not_the_signature()
    {
        var endpoint = ServiceEndpoint.For(
            AwsService.Organizations, AwsRegion.Parse("eu-west-1"), new EndpointSettings(new Uri("http://127.0.0.1:1"), UseFips: true));

        Assert.Equal("http://127.0.0.1:1/", endpoint.Url.ToString());
        Assert.Equal("us-east-1", endpoint.SigningRegion);
    }
}
