using System.Text;
using HoopConnect.Sandbox.Model;
using HoopConnect.Sandbox.Signing;

namespace HoopConnect.Tests.Sandbox;

/// <summary>
/// The sandbox's own verification against published vectors: AWS's Signature Version 4 test suite, and the worked example of the AWS
/// General Reference.
/// </summary>
public class SigV4VerifierTests
{
    private const string KeyId = "AKIDEXAMPLE";
    private static readonly DateTimeOffset Date = new(2015, 8, 30, 12, 36, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("GET", "/", "", "", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")] // get-vanilla
    [InlineData("POST", "/", "", "", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b")] // post-vanilla
    [InlineData("GET", "/ሴ", "", "", "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85")] // get-utf8
    // get-vanilla-query-order-key-case
    [InlineData("GET", "/?Param2=value2&Param1=value1", "", "", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500")]
    [InlineData(
        "POST",
        "/",
        "application/x-www-form-urlencoded",
        "Param1=value1",
        "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"
    )] // post-x-www-form-urlencoded
    public void A_signature_of_AWS_s_test_suite_is_accepted_and_one_changed_digit_is_not(
        string method, string target, string contentType, string body, string signature)
    {
        Assert.Equal(SignatureFault.None, Verify(method, target, contentType, body, signature, Date));
        var changed = (signature[0] == '0' ? '1' : '0') + signature[1..];
        Assert.Equal(SignatureFault.Mismatch, Verify(method, target, contentType, body, changed, Date));
        Assert.Equal(SignatureFault.Mismatch, Verify(method, target, contentType, body + "x", signature, Date));
    }

    [Fact]
    public void The_worked_example_of_the_General_Reference_gives_its_signature()
    {
        var request = new SignedRequest("GET", "/?Action=ListUsers&Version=2010-05-08", new Dictionary<string, string[]>
        {
            ["host"] = ["iam.amazonaws.com"],
            ["content-type"] = ["application/x-www-form-urlencoded; charset=utf-8"],
            ["x-amz-date"] = ["20150830T123600Z"],
                ["authorization"] =
                [
                    $"AWS4-HMAC-SHA256 Credential={KeyId}/20150830/us-east-1/iam/aws4_request, " +
                        "SignedHeaders=content-type;host;x-amz-date, " +
                        "Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
                ],
        }, []);
        Assert.Equal(SignatureFault.None, Verifier(Date).Verify(request).Fault);
    }

    [Theory]
    [InlineData(-14, SignatureFault.None)]
    [InlineData(14, SignatureFault.None)]
    [InlineData(-16, SignatureFault.ClockSkewed)]
    [InlineData(16, SignatureFault.ClockSkewed)]
    public void A_clock_may_be_15_minutes_off(int minutes, object fault) => Assert.Equal((SignatureFault)fault,
        Verify("GET", "/", "", "", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31", Date.AddMinutes(minutes)));

    [Fact]
    public void A_header_that_must_be_signed_and_is_not_spoils_the_signature()
    {
        Assert.Equal(SignatureFault.None, Altered(_ => { }));
        Assert.Equal(SignatureFault.Mismatch, Altered(headers => headers["x-amz-extra"] = ["smuggled in"]));
        Assert.Equal(SignatureFault.Mismatch, Altered(headers => headers["host"] = ["elsewhere.example.com"]));
        Assert.Equal(SignatureFault.Mismatch, Altered(headers => headers["x-amz-date"] = ["20150830T123601Z"]));
        Assert.Equal(SignatureFault.Mismatch, Altered(headers => Replace(headers, "/us-east-1/", "/eu-west-1/")));
        Assert.Equal(SignatureFault.Mismatch, Altered(headers => Replace(headers, "=host;", "=")));
        Assert.Equal(SignatureFault.UnknownKey, Altered(headers => headers["x-amz-security-token"] = ["of somebody else"]));
        Assert.Equal(SignatureFault.Missing, Altered(headers => headers.Remove("authorization")));
        Assert.Equal(SignatureFault.Missing, Altered(headers => Replace(headers, "/aws4_request", "")));
    }

    private static void Replace(Dictionary<string, string[]> headers, string part, string by) =>
        headers["authorization"] = [headers["authorization"][0].Replace(part, by, StringComparison.Ordinal)];

    // get-vanilla of the suite, changed after it was signed.
    private static SignatureFault Altered(Action<Dictionary<string, string[]>> alter)
    {
        var headers = new Dictionary<string, string[]>
        {
            ["host"] = ["example.amazonaws.com"],
            ["x-amz-date"] = ["20150830T123600Z"],
            ["authorization"] =
            [
                $"AWS4-HMAC-SHA256 Credential={KeyId}/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, " +
                    "Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
            ],
        };
        alter(headers);
        return Verifier(Date).Verify(new SignedRequest("GET", "/", headers, [])).Fault;
    }

    private static SignatureFault Verify(
        string method, string target, string contentType, string body, string signature, DateTimeOffset now)
    {
        var signed = contentType.Length > 0 ? "content-type;host;x-amz-date" : "host;x-amz-date";
        var headers = new Dictionary<string, string[]>
        {
            ["host"] = ["example.amazonaws.com"],
            ["x-amz-date"] = ["20150830T123600Z"],
            ["authorization"] =
            [
                $"AWS4-HMAC-SHA256 Credential={KeyId}/20150830/us-east-1/service/aws4_request, SignedHeaders={signed}, " +
                    $"Signature={signature}",
            ],
        };
        if (contentType.Length > 0)
            headers["content-type"] = [contentType];
        return Verifier(now).Verify(new SignedRequest(method, target, headers, Encoding.UTF8.GetBytes(body))).Fault;
    }

    private static SigV4Verifier Verifier(DateTimeOffset now)
    {
        var time = new FakeClock(now);
        var keys = new AccessKeys(time);
        keys.Add(new AccessKey
        {
            AccessKeyId = KeyId,
            // The suite's published key.
            SecretAccessKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
            AccountId = "111122223333",
            PrincipalArn = "arn:aws:iam::111122223333:user/suite",
            UserId = "AIDASUITE",
        });
        return new SigV4Verifier(keys, time);
    }
}
