using System.Text;
using HoopConnect.Databases.SessionUsers;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using static HoopConnect.SessionUsers.Hcl.HclCharacters;

namespace HoopConnect.SessionUsers.Policies;

/// <summary>
/// An entry of <c>instances</c>. For PostgreSQL it is <c>database</c> or <c>database.schema</c>, split at the last dot, so a database
/// whose name has a dot is spelled with its schema (<c>a.b.public</c>) or with nothing behind the dot (<c>a.b.</c>). For MySQL and
/// MariaDB the whole entry is the schema's name, dots too: there is nothing below a schema that a dot could lead to.
/// </summary>
internal static class PolicyInstance
{
    public const string DefaultSchema = "public";

    // Whoever may write into these can give himself every other right, or a longer life (hoop_connect is where session users are written
    // down).
    private static readonly string[] MySqlSystemSchemas = ["mysql", "sys", "information_schema", "performance_schema", "hoop_connect"];

    /// <exception cref="HoopException"><c>Policy.InvalidInstance</c>, <c>Policy.SystemSchema</c>.</exception>
    public static GrantScope Parse(string text, string engine)
    {
        if (text.Any(char.IsControl) || !IsUnicode(text))
            throw Invalid(text, "it has a character that no name can have");
        var scope = PolicyEngine.HasSchemas(engine) ? Split(text) : new GrantScope(text, text);
        if (scope.Database.Length == 0)
            throw Invalid(text, "it names no database");
        if (!PolicyEngine.HasSchemas(engine) && MySqlSystemSchemas.Contains(text, StringComparer.OrdinalIgnoreCase))
            throw PolicyErrors.SystemSchema.Error(
                $"The schema '{Shown(text)}' belongs to the server itself; no session user is let into it.",
                text,
                "Name the schemas of your applications.");
        return scope;
    }

    private static GrantScope Split(string text)
    {
        var dot = text.LastIndexOf('.');
        if (dot < 0)
            return new GrantScope(text, DefaultSchema);
        return new GrantScope(text[..dot], dot == text.Length - 1 ? DefaultSchema : text[(dot + 1)..]);
    }

    private static bool IsUnicode(string text)
    {
        for (var rest = text.AsSpan(); rest.Length > 0;)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out var taken) != System.Buffers.OperationStatus.Done)
                return false;
            rest = rest[taken..];
        }

        return true;
    }

    private static HoopException Invalid(string text, string why) =>
        PolicyErrors.InvalidInstance.Error(
            $"'{Shown(text)}' cannot be used as an instance: {why}.",
            text,
            "Give a database, or database.schema, as the server spells it.");
}
