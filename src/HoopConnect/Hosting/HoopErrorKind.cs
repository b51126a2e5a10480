namespace HoopConnect.Hosting;

/// <summary>What kind of failure an error is. The PowerShell face maps it to an <c>ErrorCategory</c> of the same meaning.</summary>
public enum HoopErrorKind
{
    /// <summary>A value the caller gave cannot be used.</summary>
    InvalidArgument,

    /// <summary>Something that was named does not exist.</summary>
    ObjectNotFound,

    /// <summary>Something of that name exists and is not ours.</summary>
    ResourceExists,

    /// <summary>The thing named is in a state in which this cannot be done.</summary>
    InvalidOperation,

    /// <summary>Credentials are missing, expired or refused.</summary>
    AuthenticationError,

    /// <summary>Who we are may not do this.</summary>
    PermissionDenied,

    /// <summary>A network peer could not be reached or broke off.</summary>
    ConnectionError,

    /// <summary>A deadline passed.</summary>
    OperationTimeout,

    /// <summary>The remote side asked us to slow down and retries did not help.</summary>
    LimitsExceeded,

    /// <summary>The engine or a feature is not served.</summary>
    NotImplemented,

    /// <summary>Something that must be installed is missing.</summary>
    NotInstalled,

    /// <summary>Reading back gave something else than what was written.</summary>
    InvalidData,

    /// <summary>A file or a store could not be written.</summary>
    WriteError,

    /// <summary>A store could not be read.</summary>
    ReadError,

    /// <summary>Anything else; the inner exception says more.</summary>
    NotSpecified,
}
