using HoopConnect.Sandbox.Model;
using HoopConnect.Sandbox.Protocols;

namespace HoopConnect.Sandbox.Services;

/// <summary>One verified call.</summary>
/// <param name="Action">The operation.</param>
/// <param name="Region">The region of the credential scope.</param>
/// <param name="Parameters">What was sent.</param>
/// <param name="Caller">Whose call it is; null for the calls that need no signature.</param>
internal sealed record AwsCall(string Action, string Region, AwsParameters Parameters, AccessKey? Caller);
