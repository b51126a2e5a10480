using System.Collections;
using System.Collections.ObjectModel;
using System.Management.Automation;
using Shell = System.Management.Automation.PowerShell;

namespace Microsoft.PowerShell.SecretManagement;

/// <summary>
/// The module behind a vault: its nested module <c>Name.Extension</c> has the functions that do the work. As with the real module all
/// vaults of a process run in one runspace, which fails when it is used twice at a time.
/// </summary>
internal sealed class VaultExtension(SecretVaultInfo vault)
{
    private const string Ask = "param($manifest, $function) (Import-Module $manifest -PassThru).ExportedFunctions.ContainsKey($function)";
    private const string Call = """
        param($manifest, $function, $parameters)
        Import-Module $manifest
        & $function @parameters
        """;

    private static readonly Lazy<Shell> s_shell = new(Shell.Create);
    private readonly string _module = vault.ModuleName + ".Extension";

    /// <summary>Whether its module has the function.</summary>
    public bool Has(string function) =>
        Run(Ask, null, Manifest, function).FirstOrDefault()?.BaseObject is true;

    /// <summary>Runs a function of it. The errors that it writes go to the cmdlet; what it throws comes out.</summary>
    /// <exception cref="PasswordRequiredException">The vault is locked.</exception>
    public Collection<PSObject> Invoke(Cmdlet caller, string function, Hashtable parameters)
    {
        var all = new Hashtable(parameters)
        {
            ["VaultName"] = vault.Name,
            ["AdditionalParameters"] = new Hashtable(vault.VaultParameters.ToDictionary()),
        };
        try
        {
            return Run(Call, caller, Manifest, $"{_module}\\{function}", all);
        }
        catch (RuntimeException failure) when (Locked(failure) is { } locked)
        {
            throw new PasswordRequiredException(locked.Message);
        }
    }

    private string Manifest => Path.Combine(vault.ModulePath, _module, _module + ".psd1");

    private static Collection<PSObject> Run(string script, Cmdlet? caller, params object[] arguments)
    {
        var shell = s_shell.Value;
        shell.Commands.Clear();
        shell.Streams.ClearStreams();
        shell.AddScript(script, useLocalScope: true);
        foreach (var argument in arguments)
            shell.AddArgument(argument);
        var given = shell.Invoke();
        foreach (var error in shell.Streams.Error.ToList())
            caller?.WriteError(error);
        return given;
    }

    private static Exception? Locked(Exception? failure)
    {
        while (failure is not null && failure.GetType().Name != nameof(PasswordRequiredException))
            failure = failure.InnerException;
        return failure;
    }
}
