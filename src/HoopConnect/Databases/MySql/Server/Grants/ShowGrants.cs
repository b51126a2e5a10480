namespace HoopConnect.Databases.MySql.Server.Grants;

/// <summary>
/// Reads the lines of SHOW GRANTS, which differ: MySQL 5.7 puts accounts in single quotes and columns in none, MariaDB adds the
/// password's hash to the first line and the grants of the user's roles, MySQL 8 adds restrictions and privileges by plugin (dynamic
/// ones) on lines of their own.
/// </summary>
internal static class ShowGrants
{
    private static readonly string[] RoutineKinds = ["PROCEDURE", "FUNCTION", "PACKAGE", "BODY"];

    /// <summary>What is granted to this account itself; USAGE, which is nothing, is left out.</summary>
    public static IReadOnlyList<Grant> Parse(IEnumerable<string> lines, Account account) =>
        lines.Select(line => Parse(line, account)).OfType<Grant>().ToList();

    /// <summary>What is granted by these lines, whoever has it: to an account itself and through its roles.</summary>
    public static IReadOnlyList<Grant> ParseAll(IEnumerable<string> lines) =>
        lines.Select(line => Parse(line, null)).OfType<Grant>().ToList();

    private static Grant? Parse(string line, Account? account)
    {
        var tokens = GrantToken.Split(line);
        // MariaDB ends with SET DEFAULT ROLE, which goes with the role.
        if (tokens.Count == 0 || !(tokens[0].Is("GRANT") || tokens[0].Is("REVOKE")))
            return null;
        var to = Find(tokens, 1, tokens[0].Is("GRANT") ? "TO" : "FROM");
        if (to < 2 || (account is not null && !IsGrantee(tokens, to + 1, account)))
            return null;
        var on = Find(tokens, 1, "ON");
        if (on == to - 1)
            return null;
        var rest = tokens.Skip(to + 1).ToList();
        var grant = on < 0 || on > to ? RoleGrant(line, tokens, to) : ObjectGrant(line, tokens, on, to);
        grant = grant with
        {
            GrantOption = rest.Any(token => token.Is("WITH")) && rest.Any(token => token.Is("OPTION")),
            IsRestriction = tokens[0].Is("REVOKE"),
        };
        return grant.Level != GrantLevel.Role && grant.Privileges.Count == 0 && !grant.GrantOption ? null : grant;
    }

    private static Grant RoleGrant(string line, List<GrantToken> tokens, int to) =>
        new(GrantLevel.Role, line[tokens[1].Start..tokens[to - 1].End], []) { Pattern = tokens[1].Text };

    private static Grant ObjectGrant(string line, List<GrantToken> tokens, int on, int to)
    {
        var privileges = Privileges(line, tokens, on);
        var target = line[tokens[on + 1].Start..tokens[to - 1].End];
        if (privileges is [{ Name: "PROXY" }])
            return new Grant(GrantLevel.Proxy, target, privileges);
        if (!tokens[on + 1].IsQuoted && RoutineKinds.Contains(tokens[on + 1].Text.ToUpperInvariant()))
            return new Grant(GrantLevel.Routine, target, privileges);
        if (tokens[to - 1].Is("*"))
        {
            return tokens[on + 1].Is("*")
                ? new Grant(GrantLevel.Global, "*.*", privileges)
                : new Grant(GrantLevel.Schema, target, privileges) { Pattern = tokens[on + 1].Text };
        }

        return new Grant(GrantLevel.Table, target, privileges);
    }

    private static List<Privilege> Privileges(string line, List<GrantToken> tokens, int on)
    {
        var privileges = new List<Privilege>();
        for (var i = 1; i < on; i++)
        {
            var words = new List<string>();
            string? columns = null;
            for (; i < on && !tokens[i].Is(","); i++)
            {
                if (tokens[i].Is("("))
                {
                    var end = i;
                    while (end < on - 1 && !(tokens[end].Is(")") && EndsPrivilege(tokens, end, on)))
                        end++;
                    columns = Columns(line[tokens[i].End..tokens[end].Start]);
                    i = end;
                }
                else
                {
                    words.Add(tokens[i].Text.ToUpperInvariant());
                }
            }

            var name = string.Join(' ', words);
            if (name != "USAGE" && name.Length > 0)
                privileges.Add(new Privilege(name == "ALL" ? Privilege.All : name, columns));
        }

        return privileges;
    }

    private static bool EndsPrivilege(List<GrantToken> tokens, int index, int on) => index + 1 == on || tokens[index + 1].Is(",");

    /// <summary>MySQL 5.7 writes columns without quotes.</summary>
    private static string Columns(string text) =>
        text.StartsWith('`') ? text : string.Join(", ", text.Split(", ").Select(Identifier.Backticks));

    private static bool IsGrantee(List<GrantToken> tokens, int start, Account account) =>
        start + 2 < tokens.Count && tokens[start].Text == account.User && tokens[start + 1].Is("@")
        && tokens[start + 2].Text.Equals(account.Host, StringComparison.OrdinalIgnoreCase);

    private static int Find(List<GrantToken> tokens, int start, string word)
    {
        var depth = 0;
        for (var i = start; i < tokens.Count; i++)
        {
            depth += tokens[i].Is("(") ? 1 : tokens[i].Is(")") ? -1 : 0;
            if (depth <= 0 && tokens[i].Is(word))
                return i;
        }

        return -1;
    }
}
