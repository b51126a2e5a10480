using System.Collections;

namespace HoopConnect.PowerShell.Completion;

/// <summary>RDS's engine names (Amazon RDS API Reference, CreateDBInstance, "Engine") of the families that HoopConnect is about.</summary>
internal sealed class EngineCompleter : Completer
{
    /// <inheritdoc/>
    protected override IEnumerable<string> Values(IDictionary boundParameters) =>
        ["postgres", "aurora-postgresql", "mysql", "aurora-mysql", "mariadb",
            "sqlserver-ee", "sqlserver-se", "sqlserver-ex", "sqlserver-web",
            "sqlserver-dev-ee", "sqlserver-dev-se"];
}
