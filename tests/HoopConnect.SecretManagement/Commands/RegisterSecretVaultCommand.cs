using System.Collections;
using System.Management.Automation;

namespace Microsoft.PowerShell.SecretManagement;

/// <summary>Registers a module as a vault. The first one is the default vault.</summary>
[Cmdlet(VerbsLifecycle.Register, "SecretVault", SupportsShouldProcess = true)]
[OutputType(typeof(SecretVaultInfo))]
public sealed class RegisterSecretVaultCommand : SecretCommand
{
    private const string Find = """
        param($name)
        if (Test-Path -LiteralPath $name -PathType Container) { (Resolve-Path -LiteralPath $name).ProviderPath }
        else { (Get-Module -ListAvailable $name | Select-Object -First 1).ModuleBase }
        """;

    private static readonly string[] s_required = ["Get-Secret", "Get-SecretInfo", "Remove-Secret", "Set-Secret", "Test-SecretVault"];

    /// <summary>The vault's name; the module's where none is given.</summary>
    [Parameter(Position = 1)]
    public string? Name { get; set; }

    /// <summary>The module, by name or by the path of its folder.</summary>
    [Parameter(Position = 0, Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string ModuleName { get; set; } = "";

    /// <summary>What its module gets with every call.</summary>
    [Parameter]
    public Hashtable VaultParameters { get; set; } = [];

    /// <summary>Makes it the default vault.</summary>
    [Parameter]
    public SwitchParameter DefaultVault { get; set; }

    /// <summary>Takes the place of a vault of that name.</summary>
    [Parameter]
    public SwitchParameter AllowClobber { get; set; }

    /// <summary>Gives the vault back.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Kept with it.</summary>
    [Parameter]
    public string? Description { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var (module, folder) = FindModule();
        var name = Name ?? module;
        var others = VaultRegistry.Read().Where(vault => !string.Equals(vault.Name, name, StringComparison.OrdinalIgnoreCase)).ToList();
        if (others.Count < VaultRegistry.Read().Count && !AllowClobber)
            End("Provided Name for vault is already being used.", "RegisterSecretVaultInvalidVaultName", ErrorCategory.InvalidArgument);
        if (!ShouldProcess(name, "Register module as a SecretManagement extension vault for current user"))
            return;
        var isDefault = DefaultVault || others.Count == 0;
        var vault = new SecretVaultInfo(name, module, folder, Description, VaultParameters, isDefault);
        var extension = new VaultExtension(vault);
        if (s_required.FirstOrDefault(function => !extension.Has(function)) is { } missing)
            Refuse($"The extension of the module {module} has no function {missing}.");
        VaultRegistry.Write(others.Select(other => isDefault ? other.WithDefault(false) : other).Append(vault));
        if (PassThru)
            WriteObject(vault);
    }

    private (string Name, string Folder) FindModule()
    {
        var found = InvokeCommand.InvokeScript(Find, ModuleName).FirstOrDefault()?.BaseObject as string;
        var folder = (found ?? "").TrimEnd(Path.DirectorySeparatorChar);
        // A module that is installed may lie in a folder of its version.
        var named = Version.TryParse(Path.GetFileName(folder), out _) ? Path.GetDirectoryName(folder)! : folder;
        var module = Path.GetFileName(named);
        if (!File.Exists(Path.Combine(folder, module + ".Extension", module + ".Extension.psd1")))
            Refuse("Could not find a SecretManagement extension implementing script module.");
        return (module, folder);
    }

    private void Refuse(string message) =>
        End(message, "RegisterSecretVaultCantFindImplementingModule", ErrorCategory.ObjectNotFound);
}
