using HoopConnect.Hosting;
using HoopConnect.SessionUsers.Hcl;

namespace HoopConnect.SessionUsers.Policies;

/// <summary>Reads one <c>policy</c> block, and collects all that is wrong in it.</summary>
internal sealed class PolicyBlockReader(string file, HclBlock block, List<HclException> errors)
{
    private static readonly string[] Required = ["engine", "plugin_config_entry", "instances", "grant_privileges"];
    private static readonly string[] Known = [.. Required, "expiration"];

    private readonly Dictionary<string, HclAttribute> _attributes = new(StringComparer.Ordinal);

    /// <summary>The policy; null where something is wrong.</summary>
    public SessionPolicy? Read()
    {
        var before = errors.Count;
        CheckShape();
        var name = Name();
        var engine = Text("engine", PolicyEngine.Parse);
        var entry = Text("plugin_config_entry", Checked(PolicyRules.CheckEntry));
        var expiration = SessionPolicy.DefaultExpiration;
        Text("expiration", text =>
        {
            expiration = PolicyExpiration.Parse(text);
            return text;
        });
        // Where the engine is wrong, which is said already, the rules are those of the one that takes most.
        var instances = Texts("instances", texts => PolicyRules.Instances(texts, engine ?? PolicyEngine.PostgreSql));
        var privileges = Texts("grant_privileges", texts => PolicyRules.Privileges(texts, engine ?? PolicyEngine.PostgreSql));
        if (errors.Count > before || name is null || engine is null || entry is null || instances is null || privileges is null)
            return null;
        return new SessionPolicy
        {
            Name = name,
            Engine = engine,
            PluginConfigEntry = entry,
            Expiration = expiration,
            Instances = instances,
            GrantPrivileges = privileges,
            File = file,
            Line = block.Position.Line,
        };
    }

    private void CheckShape()
    {
        foreach (var inner in block.Body.Blocks)
            Report(
                PolicyErrors.UnknownBlock,
                inner.Position,
                $"found the block '{HclCharacters.Shown(inner.Type)}'; expected an attribute ({string.Join(", ", Known)}).");
        foreach (var attribute in block.Body.Attributes)
        {
            if (!Known.Contains(attribute.Name, StringComparer.Ordinal))
                Report(
                    PolicyErrors.UnknownAttribute,
                    attribute.Position,
                    $"found the attribute '{HclCharacters.Shown(attribute.Name)}'; expected one of {string.Join(", ", Known)}.");
            else if (!_attributes.TryAdd(attribute.Name, attribute))
                Report(
                    PolicyErrors.RepeatedAttribute,
                    attribute.Position,
                    $"found {attribute.Name} again; it is in line {_attributes[attribute.Name].Position.Line} already.");
        }

        foreach (var missing in Required.Where(name => !_attributes.ContainsKey(name)))
            Report(
                PolicyErrors.MissingAttribute,
                block.Position,
                $"the policy has no {missing}; expected {string.Join(", ", Required)} in every policy.");
    }

    private string? Name()
    {
        if (block.Labels.Count != 1)
        {
            Report(
                PolicyNameErrors.InvalidName,
                block.Labels.Count == 0 ? block.Position : block.Labels[1].Position,
                $"found a policy with {block.Labels.Count} labels; expected one, its name.");
            return null;
        }

        return Try(block.Labels[0].Position, block.Labels[0].Text, Checked(PolicyRules.CheckName));
    }

    private string? Text(string attribute, Func<string, string> rule) =>
        _attributes.TryGetValue(attribute, out var found) && StringOf(attribute, found.Value) is { } text
            ? Try(found.Value.Position, text, rule)
            : null;

    private string[]? Texts(string attribute, Func<IReadOnlyList<string>, IEnumerable<(int Index, HoopException Problem)>> rule)
    {
        if (!_attributes.TryGetValue(attribute, out var found))
            return null;
        if (found.Value is not HclList list)
        {
            ReportType(attribute, found.Value, "a list of strings");
            return null;
        }

        var texts = list.Items.Select(item => StringOf(attribute, item)).ToArray();
        if (texts.Contains(null))
            return null;
        foreach (var (index, problem) in rule(texts!))
            Report(list.Items.Count > index ? list.Items[index].Position : list.Position, problem);
        return texts!;
    }

    private string? StringOf(string attribute, HclValue value)
    {
        if (value is HclString text)
            return text.Value;
        ReportType(attribute, value, "a string");
        return null;
    }

    private string? Try(HclPosition position, string text, Func<string, string> rule)
    {
        try
        {
            return rule(text);
        }
        catch (HoopException refused)
        {
            Report(position, refused);
            return null;
        }
    }

    private static Func<string, string> Checked(Action<string> check) =>
        text =>
        {
            check(text);
            return text;
        };

    private void ReportType(string attribute, HclValue value, string expected) =>
        Report(PolicyErrors.WrongType, value.Position, $"found {value.Kind} in {attribute}; expected {expected}.");

    private void Report(HclPosition position, HoopException refused) =>
        errors.Add(new HclException(refused, file, position));

    private void Report(ErrorDefinition definition, HclPosition position, string what) =>
        errors.Add(new HclException(definition, file, position, what));
}
