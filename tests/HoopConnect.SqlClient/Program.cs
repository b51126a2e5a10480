using HoopConnect.SqlClient;

if (args is not [var statement])
{
    Console.Error.WriteLine("HoopConnect.SqlClient <statement>: runs it where ENGINE, HOST, PORT, USER, PASS, DB and CA_FILE say");
    return 2;
}
return await Statement.RunAsync(statement, CancellationToken.None);
