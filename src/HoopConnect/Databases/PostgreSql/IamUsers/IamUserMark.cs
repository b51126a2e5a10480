namespace HoopConnect.Databases.PostgreSql.IamUsers;

/// <summary>The comment by which a user that logs in by token is known as ours.</summary>
internal static class IamUserMark
{
    private const string Start = "managed by HoopConnect (IAM user)";

    public const string Comment = Start + "; logs in by token";

    public static bool IsOn(string? comment) => comment?.StartsWith(Start, StringComparison.Ordinal) == true;
}
