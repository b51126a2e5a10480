namespace HoopConnect.Sandbox.Signing;

/// <summary>What is wrong with a request's signature. Each protocol has its own words for it (see <c>Protocols</c>).</summary>
internal enum SignatureFault
{
    None,

    /// <summary>There is no Signature Version 4 header, or it is not complete.</summary>
    Missing,

    /// <summary>The key is not known, or the session token is not the key's.</summary>
    UnknownKey,

    /// <summary>The session has ended.</summary>
    SessionExpired,

    /// <summary>The date is more than 15 minutes away from ours.</summary>
    ClockSkewed,

    /// <summary>The credential scope is for a region that this service does not sign for.</summary>
    WrongRegion,

    /// <summary>The signature is not the one we calculate.</summary>
    Mismatch,
}
