using System.Management.Automation;
using System.Reflection;

namespace HoopConnect.Loader;

/// <summary>
/// Gives the module whose script calls it the cmdlets of the face, and its session the names of the engine's types. Not
/// <c>Import-Module -Assembly</c>: that looks at every type of both assemblies, and brings no cmdlets of one that the process has imported
/// before (PowerShell issue 20710: after -Force, after remove and import, in a second runspace). It needs parts of PowerShell that are not
/// public; where one of them is missing, <c>Import-Module -Assembly</c> it is. A cmdlet, since a call of a .NET method in a script is
/// compiled anew in each process.
/// </summary>
[Cmdlet(VerbsData.Import, "HoopAssembly")]
public sealed class ImportHoopAssemblyCommand : PSCmdlet
{
    private const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.NonPublic;

    /// <summary>Uses PowerShell's public parts alone, as is done where this PowerShell lacks one of the others.</summary>
    [Parameter]
    public SwitchParameter PublicOnly { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var (face, engine) = ModuleLoadContext.Initialize();
        try
        {
            if (!PublicOnly)
            {
                Export(face, engine);
                return;
            }
        }
        catch (MissingMemberException)
        {
            // The public way is slower, and does the same.
        }

        // In the module, whose manifest says which cmdlets are exported.
        InvokeCommand.InvokeScript(
            SessionState, InvokeCommand.NewScriptBlock("param($face) Import-Module -Assembly $face -Verbose:$false"), face);
    }

    private void Export(Assembly face, Assembly engine)
    {
        // All that may be missing first: nothing is done by halves.
        var module = SessionState.Module;
        var context = Found(typeof(Cmdlet).GetProperty("Context", Hidden), "Cmdlet.Context").GetValue(this);
        var make = Found(
            typeof(CmdletInfo).GetConstructors(Hidden)
                .FirstOrDefault(constructor => constructor.GetParameters().Length == 5), "CmdletInfo");
        var export = Found(typeof(PSModuleInfo).GetMethod("AddExportedCmdlet", Hidden), "PSModuleInfo.AddExportedCmdlet")
            .CreateDelegate<Action<CmdletInfo>>(module);
        // What a script can name: [HoopConnect.Discovery.RdsDatabase].
        var remember = Found(context!.GetType().GetMethod("AddToAssemblyCache", Hidden), "ExecutionContext.AddToAssemblyCache")
            .CreateDelegate<Action<string, Assembly>>(context);
        var help = face.GetName().Name + ".dll-Help.xml";
        foreach (var type in face.GetExportedTypes())
        {
            if (type.GetCustomAttribute<CmdletAttribute>(inherit: false) is { } cmdlet)
                export((CmdletInfo)make.Invoke([$"{cmdlet.VerbName}-{cmdlet.NounName}", type, help, null, context]));
        }

        remember(module.Name, face);
        remember(module.Name, engine);
    }

    private static T Found<T>(T? member, string name)
        where T : class => member ?? throw new MissingMemberException($"This PowerShell has no {name}.");
}
