using HoopConnect.Display;
using HoopConnect.Hosting;

namespace HoopConnect.Aws;

/// <summary>A failure that AWS answered, with what its support asks for: the code, the request id and the account it happened in.</summary>
public sealed class AwsErrorException : HoopException
{
    /// <summary>Makes the failure.</summary>
    internal AwsErrorException(ErrorDefinition definition, string message, Exception? innerException = null, HoopErrorKind? kind = null)
        : base(definition, message, innerException, kind)
    {
    }

    /// <summary>AWS's own error code, for example <c>AccessDenied</c> or <c>DBInstanceNotFound</c>.</summary>
    public string AwsErrorCode { get; init => field = ForeignText.Escape(value); } = "";

    /// <summary>The id of the request; empty where there was no answer.</summary>
    public string RequestId { get; init => field = ForeignText.Escape(value); } = "";

    /// <summary>The account the request was made in; empty where it is not known.</summary>
    public string AccountId { get; init; } = "";

    /// <summary>The region the request went to; empty where it is not known.</summary>
    public string Region { get; init; } = "";

    /// <summary>The operation, for example <c>rds:ModifyDBInstance</c>.</summary>
    public string Operation { get; init; } = "";
}
