namespace HoopConnect.Aws.Protocol;

/// <summary>How a session chooses endpoints.</summary>
/// <param name="Url">One endpoint for all services; null for AWS's own.</param>
/// <param name="UseFips">Whether AWS's FIPS 140 endpoints are asked for (<c>AWS_USE_FIPS_ENDPOINT</c> or the profile's
/// <c>use_fips_endpoint</c>).</param>
internal sealed record EndpointSettings(Uri? Url, bool UseFips);
