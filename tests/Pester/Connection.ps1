# For the tests of connections: two of them, to a server that need not be there, and the password of one.
Import-HoopConnect
Initialize-TestVault
$secretName = 'HoopConnect-pester-reader'
$password = 'p:a\s''s"w=o;r d#$'
Set-Secret -Vault Team -Name $secretName -Secret ([pscredential]::new('hoop_ro', (ConvertTo-SecureString $password -AsPlainText)))
$arn = 'arn:aws:rds:eu-west-1:111122223333:db:lab'
$lab = @{ HostName = 'lab.example.com'; Arn = $arn; SecretName = $secretName; Vault = 'Team'; Confirm = $false }
