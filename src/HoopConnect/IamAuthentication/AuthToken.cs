using HoopConnect.Secrets;

namespace HoopConnect.IamAuthentication;

/// <summary>A token that logs one database user in instead of a password.</summary>
/// <param name="Token">The token; never printed.</param>
/// <param name="Expires">When it stops being accepted (UTC): 15 minutes after it was made, or with the credentials that signed it,
/// whichever is first. It is looked at when a connection is opened; an open one stays.</param>
public sealed record AuthToken(Secret Token, DateTime Expires);
