Attribute VB_Name = "QaExcel"
Option Explicit
' The Excel branch: checks what xlwings is about to use, then RunPython with a constant command.

' An exception before our own code is loaded goes to a log in the temporary folder instead of a box with a traceback.
Private Const QA_QUIET As String = "import os, sys, tempfile, traceback; " & _
    "sys.excepthook = lambda *e: (traceback.print_exception(*e, " & _
    "file=open(os.path.join(tempfile.gettempdir(), 'qa-workbook.log'), 'a', encoding='utf-8')), os._exit(0)); "

Public Sub StartInExcel(action As String)
    Dim updating As Boolean, events As Boolean, showBar As Boolean, calculation As Variant, before As String
    updating = Application.ScreenUpdating
    events = Application.EnableEvents
    showBar = Application.DisplayStatusBar
    calculation = Application.Calculation
    On Error GoTo Failed
    If Not QaReady() Then GoTo Restore
    before = QaText("running")
    RunPython QA_QUIET & QaCommand(action)
    #If Not Mac Then
        ' RunPython has waited: a state that still says "running" means that Python never got to our code.
        If CStr(ThisWorkbook.Names("qa_state").RefersToRange.Value) = before Then QaFail "not_started"
    #End If
    GoTo Restore
Failed:
    QaFail "failed"
    Resume Restore
Restore:
    On Error Resume Next
    Application.ScreenUpdating = updating
    Application.EnableEvents = events
    Application.DisplayStatusBar = showBar
    Application.StatusBar = False
    If Application.Calculation <> calculation Then Application.Calculation = calculation
End Sub

' A constant per action: nothing that a user can type becomes part of the command.
Private Function QaCommand(action As String) As String
    Select Case action
        '#each button
        Case "{action}": QaCommand = "from qa_workbook.host.run_button import run_button; run_button('{action}')"
        '#end
    End Select
End Function

Private Function QaReady() As Boolean
    Dim folder As String
    folder = ThisWorkbook.Path
    If folder = "" Then
        QaFail "not_saved"
    ElseIf InStr(folder, "://") > 0 Then
        QaFail "in_cloud"
    ElseIf Not QaSafePath() Then
        QaFail "unsafe_path"
    ElseIf Not QaSafeConfig() Then
        QaFail "unsafe_config"
    ElseIf Not QaInterpreterThere() Then
        QaFail "no_interpreter"
    Else
        QaSetPythonPath folder
        QaReady = True
    End If
End Function

' On macOS xlwings puts the path between double quotes of the shell. On Windows a name can't hold signs that matter there.
Private Function QaSafePath() As Boolean
    QaSafePath = True
    #If Mac Then
        Dim sign As Variant
        For Each sign In Array("""", "$", "`", "\", "|", ";")
            If InStr(ThisWorkbook.FullName, sign) > 0 Then QaSafePath = False
        Next sign
    #End If
End Function

' xlwings puts the configuration into a command line; signs that would leave their place there are refused.
Private Function QaSafeConfig() As Boolean
    Dim cell As Range, words As String, row As Long, sign As Variant
    QaSafeConfig = True
    For row = 1 To 60
        Set cell = ThisWorkbook.Worksheets("xlwings.conf").Cells(row, 2)
        words = CStr(cell.Value)
        For Each sign In Array("""", "|", "<", ">", "`", vbCr, vbLf)
            If InStr(words, sign) > 0 Then QaSafeConfig = False
        Next sign
        #If Mac Then
            If InStr(words, "'") > 0 Or InStr(words, "$") > 0 Or InStr(words, ";") > 0 Then QaSafeConfig = False
        #End If
    Next row
End Function

Private Function QaInterpreterThere() As Boolean
    Dim interpreter As String
    #If Mac Then
        interpreter = CStr(GetConfig("INTERPRETER_MAC", ""))
        QaInterpreterThere = (interpreter <> "")
        If InStr(interpreter, "/") > 0 Then QaInterpreterThere = QaExists(interpreter)
    #Else
        interpreter = CStr(GetConfig("INTERPRETER_WIN", ""))
        QaInterpreterThere = (interpreter <> "")
        If InStr(interpreter, "\") > 0 Then QaInterpreterThere = QaExists(interpreter)
    #End If
End Function

' The code beside the workbook, where there is some (a checkout); else the package of the interpreter.
Private Sub QaSetPythonPath(folder As String)
    Dim target As Range, path As String
    path = folder & Application.PathSeparator & "python"
    If Not QaExists(path & Application.PathSeparator & "qa_workbook") Then path = ""
    Set target = ThisWorkbook.Names("qa_pythonpath").RefersToRange
    If CStr(target.Value) <> path Then target.Value = path
End Sub

' The file system object knows Unicode names; GetAttr and Dir on Windows know those of the code page only.
Private Function QaExists(path As String) As Boolean
    On Error Resume Next
    #If Mac Then
        QaExists = (Dir(path, vbDirectory) <> "")
    #Else
        Dim files As Object
        Set files = CreateObject("Scripting.FileSystemObject")
        QaExists = files.FolderExists(path) Or files.FileExists(path)
    #End If
End Function
