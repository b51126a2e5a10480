using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using HelpBuilder;

// HelpBuilder errors <docs/errors.md> <folder of assemblies>: writes the page with all failures.
if (args is ["errors", var errorsPage, var assemblies])
{
    var face = LoadCmdlets(assemblies);
    var engine = AssemblyLoadContext.Default.LoadFromAssemblyPath(Path.GetFullPath(Path.Combine(assemblies, "HoopConnect.dll")));
    File.WriteAllText(errorsPage, ErrorsPage.Write(ErrorModel.AllOf(engine, face)));
    return 0;
}

// HelpBuilder <docs/help> <module folder>: writes en-US/<cmdlet assembly>.dll-Help.xml and the about_ pages into the module folder.
if (args is not [var pages, var module])
{
    Console.Error.WriteLine("usage: HelpBuilder <folder of help pages> <module folder> | HelpBuilder errors <page> <folder of assemblies>");
    return 2;
}
var output = Directory.CreateDirectory(Path.Combine(module, "en-US")).FullName;
var assembly = LoadCmdlets(Path.Combine(module, "bin"));
var commands = new List<(CmdletModel, HelpPage)>();
foreach (var cmdlet in CmdletModel.AllOf(assembly))
{
    var path = Path.Combine(pages, cmdlet.Name + ".md");
    if (File.Exists(path))
        commands.Add((cmdlet, HelpPage.Read(path)));
    else
        Console.Error.WriteLine($"warning: no help page {path}");
}
var document = new Maml(SharedParameters.Read(pages)).Write(commands);
document.Save(Path.Combine(output, assembly.GetName().Name + ".dll-Help.xml"));
foreach (var about in Directory.EnumerateFiles(pages, "about_*.md"))
    File.WriteAllText(
        Path.Combine(output, Path.GetFileNameWithoutExtension(about) + ".help.txt"),
        AboutPage.ToText(File.ReadAllText(about)),
        new UTF8Encoding(true));
return 0;

static Assembly LoadCmdlets(string folder)
{
    AssemblyLoadContext.Default.Resolving += (context, name) =>
        File.Exists(Path.Combine(folder, name.Name + ".dll"))
            ? context.LoadFromAssemblyPath(Path.Combine(folder, name.Name + ".dll"))
            : null;
    return AssemblyLoadContext.Default.LoadFromAssemblyPath(Path.GetFullPath(Path.Combine(folder, "HoopConnect.PowerShell.dll")));
}
