namespace HoopConnect.Provisioning.Connections.Export;

/// <summary>What a connection can be written as.</summary>
public enum ConnectionExportForm
{
    /// <summary>
    /// <c>export NAME='value'</c> lines for a POSIX shell: HOST PORT USER PASS DB, and the variables that the engine's own clients read.
    /// </summary>
    Environment,

    /// <summary>The same as <c>$env:NAME = 'value'</c> lines for PowerShell.</summary>
    PowerShell,

    /// <summary>The same as <c>set "NAME=value"</c> lines of a batch file for cmd, which is to be called.</summary>
    Cmd,

    /// <summary>The same as <c>NAME=value</c> lines for the file that <c>GITHUB_ENV</c> names.</summary>
    GitHub,

    /// <summary>The same as commands that a step of Azure Pipelines prints, each secret hidden before it is set.</summary>
    AzureDevOps,

    /// <summary>A line for <c>.pgpass</c> (PostgreSQL documentation, "The Password File").</summary>
    PgPass,

    /// <summary>An option file for MySQL's clients (MySQL Reference Manual, "Using Option Files"). MariaDB's stop at it.</summary>
    MyCnf,

    /// <summary>An option file for MariaDB's clients, which take no other TLS than one that is verified in full, and none.</summary>
    MariaDbCnf,

    /// <summary>The keyword form of Npgsql, MySqlConnector or Microsoft.Data.SqlClient.</summary>
    ConnectionString,

    /// <summary>The JSON that the API of hoop.dev takes for a connection: values in base64.</summary>
    HoopJson,
}
