using System.Text.Json;
using System.Text.RegularExpressions;
using HoopConnect.Hosting;

namespace HoopConnect.IamAuthentication.Policies;

/// <summary>
/// The grammar of policy documents (IAM User Guide, "Grammar of the IAM JSON policy language") and their sizes ("IAM and AWS STS quotas").
/// </summary>
public static partial class PolicyGrammar
{
    private static readonly string[] Operators =
    [
        "StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "StringLike", "StringNotLike",
        "NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericLessThanEquals", "NumericGreaterThan", "NumericGreaterThanEquals",
        "DateEquals", "DateNotEquals", "DateLessThan", "DateLessThanEquals", "DateGreaterThan", "DateGreaterThanEquals",
        "Bool", "BinaryEquals", "IpAddress", "NotIpAddress", "ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike", "Null",
    ];

    /// <summary>The most characters, white space not counted.</summary>
    public static int Limit(PolicyUse use) => use switch
    {
        PolicyUse.Trust => 2048,
        PolicyUse.Managed => 6144,
        _ => 10240,
    };

    /// <summary>What is wrong with a document; empty where nothing is.</summary>
    /// <param name="document">The document.</param>
    /// <param name="use">Where it goes.</param>
    /// <param name="partition">The partition its ARNs must be of.</param>
    public static IReadOnlyList<string> Problems(string document, PolicyUse use, string partition)
    {
        ArgumentNullException.ThrowIfNull(document);
        var problems = new List<string>();
        var size = PolicyText.Size(document);
        if (size > Limit(use))
            problems.Add($"it has {size} characters, and {Limit(use)} are the most");
        try
        {
            using var json = JsonDocument.Parse(document);
            new Reader(use, partition, problems).Document(json.RootElement);
        }
        catch (JsonException error)
        {
            problems.Add($"it is no JSON: {error.Message}");
        }

        return problems;
    }

    /// <summary>Refuses a document that IAM would refuse.</summary>
    /// <exception cref="HoopException"><c>Policy.Invalid</c>, <c>Policy.TooLarge</c>.</exception>
    internal static void Check(string name, string document, PolicyUse use, string partition)
    {
        var size = PolicyText.Size(document);
        if (size > Limit(use))
        {
            throw IamPolicyErrors.TooLarge.Error(
                $"The policy '{name}' has {size} characters, and {Limit(use)} are the most that IAM takes there.",
                name,
                "Make several policies, with fewer users or databases each and names of their own (-Name).");
        }

        if (Problems(document, use, partition) is [_, ..] problems)
            throw IamPolicyErrors.Invalid.Error($"The policy '{name}' is not one that IAM takes: {string.Join("; ", problems)}.", name);
    }

    private sealed class Reader(PolicyUse use, string partition, List<string> problems)
    {
        private readonly HashSet<string> _sids = new(StringComparer.Ordinal);

        public void Document(JsonElement root)
        {
            if (root.ValueKind != JsonValueKind.Object)
            {
                problems.Add("it is no object");
                return;
            }

            OnlyMembers(root, "the document", "Version", "Id", "Statement");
            if (!root.TryGetProperty("Version", out var version) || version.ToString() != "2012-10-17")
                problems.Add("Version is not 2012-10-17");
            if (
                !root.TryGetProperty("Statement", out var statements)
                || (statements.ValueKind == JsonValueKind.Array && statements.GetArrayLength() == 0))
            {
                problems.Add("there is no Statement");
                return;
            }

            var number = 0;
            foreach (var statement in statements.ValueKind == JsonValueKind.Array ? statements.EnumerateArray().ToArray() : [statements])
                Statement(statement, $"statement {++number}");
        }

        private void Statement(JsonElement statement, string where)
        {
            if (statement.ValueKind != JsonValueKind.Object)
            {
                problems.Add($"{where} is no object");
                return;
            }

            OnlyMembers(
                statement,
                where,
                "Sid",
                "Effect",
                "Principal",
                "NotPrincipal",
                "Action",
                "NotAction",
                "Resource",
                "NotResource",
                "Condition");
            if (statement.TryGetProperty("Sid", out var sid) && (!Sid().IsMatch(sid.ToString()) || !_sids.Add(sid.ToString())))
                problems.Add($"{where}: the Sid '{sid}' is not of letters and digits, or not the only one");
            if (!statement.TryGetProperty("Effect", out var effect) || effect.ToString() is not ("Allow" or "Deny"))
                problems.Add($"{where}: Effect is not Allow or Deny");
            foreach (var action in Texts(statement, "Action", where, isNeeded: true))
            {
                if (action != "*" && !Action().IsMatch(action))
                    problems.Add($"{where}: '{action}' is no action");
            }

            if (use == PolicyUse.Trust)
                Principal(statement, where);
            else if (Has(statement, "Principal"))
                problems.Add($"{where}: a Principal is for trust policies only");
            foreach (var resource in Texts(statement, "Resource", where, isNeeded: use != PolicyUse.Trust))
                Resource(resource, where);
            if (use == PolicyUse.Trust && Has(statement, "Resource"))
                problems.Add($"{where}: a trust policy has no Resource");
            if (statement.TryGetProperty("Condition", out var condition))
                Condition(condition, where);
        }

        private void Principal(JsonElement statement, string where)
        {
            if (!statement.TryGetProperty("Principal", out var principal) && !statement.TryGetProperty("NotPrincipal", out principal))
            {
                problems.Add($"{where}: there is no Principal");
                return;
            }

            if (principal.ValueKind != JsonValueKind.Object)
            {
                if (principal.ToString() != "*")
                    problems.Add($"{where}: the Principal is neither an object nor *");
                return;
            }

            foreach (var kind in principal.EnumerateObject())
            {
                if (kind.Name is not ("AWS" or "Service" or "Federated" or "CanonicalUser"))
                    problems.Add($"{where}: '{kind.Name}' is no kind of principal");
                foreach (var name in Texts(principal, kind.Name, where, isNeeded: true))
                {
                    var isRight = kind.Name switch
                    {
                        "AWS" => name == "*" || Account().IsMatch(name) || IsArn(name),
                        "Service" => Service().IsMatch(name),
                        "Federated" => IsArn(name) || Service().IsMatch(name),
                        _ => name.Length > 0,
                    };
                    if (!isRight)
                        problems.Add($"{where}: '{name}' is no principal of the kind {kind.Name} in the partition {partition}");
                }
            }
        }

        private void Resource(string resource, string where)
        {
            if (resource != "*" && !IsArn(resource))
                problems.Add($"{where}: '{resource}' is no ARN of the partition {partition}");
        }

        private void Condition(JsonElement condition, string where)
        {
            if (condition.ValueKind != JsonValueKind.Object)
            {
                problems.Add($"{where}: the Condition is no object");
                return;
            }

            foreach (var group in condition.EnumerateObject())
            {
                var name = group.Name.Split(':') is ["ForAllValues" or "ForAnyValue", var plain] ? plain : group.Name;
                if (!Operators.Contains(name.EndsWith("IfExists", StringComparison.Ordinal) ? name[..^8] : name, StringComparer.Ordinal))
                    problems.Add($"{where}: '{group.Name}' is no condition operator");
                if (group.Value.ValueKind != JsonValueKind.Object)
                {
                    problems.Add($"{where}: the condition {group.Name} is no object");
                    continue;
                }

                foreach (var key in group.Value.EnumerateObject())
                {
                    if (!Key().IsMatch(key.Name))
                        problems.Add($"{where}: '{key.Name}' is no condition key");
                    _ = Texts(group.Value, key.Name, where, isNeeded: true);
                }
            }
        }

        /// <summary>The text or texts of a member, or of its negation.</summary>
        private IReadOnlyList<string> Texts(JsonElement owner, string member, string where, bool isNeeded)
        {
            var isThere = owner.TryGetProperty(member, out var value);
            if (owner.TryGetProperty("Not" + member, out var negated))
            {
                if (isThere)
                    problems.Add($"{where}: there are both {member} and Not{member}");
                (isThere, value) = (true, negated);
            }

            if (!isThere)
            {
                if (isNeeded)
                    problems.Add($"{where}: there is no {member}");
                return [];
            }

            var values = value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().ToArray() : [value];
            if (
                values.Length == 0
                || values.Any(each =>
                    each.ValueKind is not (JsonValueKind.String or JsonValueKind.True or JsonValueKind.False or JsonValueKind.Number)))
                problems.Add($"{where}: {member} is neither a text nor a list of texts");
            return [.. values.Where(each => each.ValueKind == JsonValueKind.String).Select(each => each.GetString()!)];
        }

        private void OnlyMembers(JsonElement owner, string where, params string[] known)
        {
            var names = owner.EnumerateObject().Select(member => member.Name).ToList();
            foreach (var name in names.Except(known, StringComparer.Ordinal))
                problems.Add($"{where} has an unknown member '{name}'");
            if (names.Distinct(StringComparer.Ordinal).Count() != names.Count)
                problems.Add($"{where} has a member twice");
        }

        private static bool Has(JsonElement statement, string member) =>
            statement.TryGetProperty(member, out _) || statement.TryGetProperty("Not" + member, out _);

        private bool IsArn(string text) => Arn().Match(text) is { Success: true } arn && arn.Groups[1].Value == partition;
    }

    [GeneratedRegex(@"^[A-Za-z0-9]+$", RegexOptions.CultureInvariant)]
    private static partial Regex Sid();

    [GeneratedRegex(@"^[a-z0-9-]+:[A-Za-z0-9*?]+$", RegexOptions.CultureInvariant)]
    private static partial Regex Action();

    // The last part may hold anything, policy variables too.
    [GeneratedRegex(@"^arn:([a-z-]+):[a-z0-9-]+:[a-z0-9*-]*:(?:\d{12}|aws|\*)?:\S(?:.*\S)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Arn();

    [GeneratedRegex(@"^\d{12}$", RegexOptions.CultureInvariant)]
    private static partial Regex Account();

    [GeneratedRegex(@"^[a-z0-9.-]+\.[a-z]+$", RegexOptions.CultureInvariant)]
    private static partial Regex Service();

    [GeneratedRegex(@"^[A-Za-z0-9./_-]+:\S+$", RegexOptions.CultureInvariant)]
    private static partial Regex Key();
}
