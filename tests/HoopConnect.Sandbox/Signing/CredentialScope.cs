namespace HoopConnect.Sandbox.Signing;

/// <summary>What a signature is good for: <c>20150830/us-east-1/service/aws4_request</c>.</summary>
internal sealed record CredentialScope(string Date, string Region, string Service)
{
    public override string ToString() => $"{Date}/{Region}/{Service}/aws4_request";
}
