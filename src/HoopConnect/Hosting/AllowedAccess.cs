namespace HoopConnect.Hosting;

/// <summary>One entry of an access list of Windows that allows something.</summary>
/// <param name="Sid">To whom.</param>
/// <param name="Rights">What, as an access mask.</param>
internal sealed record AllowedAccess(string Sid, uint Rights);
