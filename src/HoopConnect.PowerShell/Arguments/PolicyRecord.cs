using System.Globalization;
using HoopConnect.Hosting;
using HoopConnect.SessionUsers.Policies;

namespace HoopConnect.PowerShell.Arguments;

/// <summary>Makes a <see cref="SessionPolicy"/> from an object that only looks like one, and holds it to all the rules again.</summary>
internal sealed class PolicyRecord(Func<string, object?> read)
{
    private readonly RecordFields _fields = new(read);

    /// <summary>The policy.</summary>
    /// <exception cref="HoopException"><c>Policy.NotAPolicy</c>, or the rule that it breaks.</exception>
    public SessionPolicy ToPolicy()
    {
        var file = _fields.Text("File");
        return PolicyRules.Check(new SessionPolicy
        {
            Name = Required("Name"),
            Engine = Required("Engine"),
            PluginConfigEntry = Required("PluginConfigEntry"),
            Expiration = Expiration(),
            Instances = _fields.List("Instances"),
            GrantPrivileges = _fields.List("GrantPrivileges"),
            File = file,
            Line = file is null ? 0 : _fields.Number("Line"),
        });
    }

    // JSON makes an object of a time span.
    private TimeSpan Expiration() =>
        _fields["Expiration"] switch
        {
            null => SessionPolicy.DefaultExpiration,
            TimeSpan span => span,
            IReadOnlyDictionary<string, object?> parts when parts.TryGetValue("Ticks", out var ticks) => TimeSpan.FromTicks(
                Convert.ToInt64(ticks, CultureInfo.InvariantCulture)),
            _ => TimeSpan.TryParseExact(_fields.Text("Expiration"), "c", CultureInfo.InvariantCulture, out var span)
                ? span
                : PolicyExpiration.Parse(_fields.Text("Expiration") ?? ""),
        };

    private string Required(string field) =>
        _fields.Text(field) ?? throw PolicyErrors.NotAPolicy.Error($"The object is no policy: it has no {field}.");
}
