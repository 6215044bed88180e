Attribute VB_Name = "QaCalc"
Option Explicit
' The Calc branch: starts Python, which then reaches this document over UNO. Nothing here may use what Calc lacks.

Public Sub StartInCalc(action As String)
    Dim folder As String, interpreter As String, command As String
    folder = ThisWorkbook.Path
    If InStr(Application.OperatingSystem, "Windows") > 0 Then
        QaFail "not_on_windows"
        Exit Sub
    End If
    If folder = "" Then
        QaFail "not_saved"
        Exit Sub
    End If
    interpreter = QaInterpreter()
    If interpreter = "" Then
        QaFail "no_interpreter"
        Exit Sub
    End If
    If Left(interpreter, 1) = "/" And Dir(interpreter) = "" Then
        QaFail "no_interpreter"
        Exit Sub
    End If
    command = ""
    If Dir(folder & "/python/qa_workbook", 16) <> "" Then
        command = "PYTHONPATH=" & QaWord(folder & "/python") & " "
    End If
    command = command & "exec " & QaWord(interpreter) & " -m qa_workbook.host.calc_button " & action
    command = command & " --document " & QaWord(folder & "/" & ThisWorkbook.Name)
    Shell "/bin/sh -c '" & command & "'", 0
End Sub

Private Function QaInterpreter() As String
    QaInterpreter = QaConf("Interpreter_Linux")
    If InStr(Application.OperatingSystem, "Mac") > 0 Then QaInterpreter = QaConf("Interpreter_Mac")
    If QaInterpreter = "" Then QaInterpreter = QaConf("Interpreter")
End Function

Private Function QaConf(key As String) As String
    Dim row As Long
    For row = 1 To 60
        If UCase(CStr(ThisWorkbook.Worksheets("xlwings.conf").Cells(row, 1).Value)) = UCase(key) Then
            QaConf = CStr(ThisWorkbook.Worksheets("xlwings.conf").Cells(row, 2).Value)
        End If
    Next row
End Function

' One word for the shell. Letters, digits and / . _ - stay; every other sign becomes the octal number of its UTF-8 bytes,
' which printf turns back: no quote, space, $ or newline of a path is ever seen by Calc's Shell or by the shell.
Public Function QaWord(words As String) As String
    Dim place As Long, code As Long, low As Long, result As String
    place = 1
    Do While place <= Len(words)
        code = QaUnit(words, place)
        If code >= 55296 And code <= 56319 And place < Len(words) Then
            place = place + 1
            low = QaUnit(words, place)
            code = 65536 + (code - 55296) * 1024 + (low - 56320)
        End If
        result = result & QaSign(code)
        place = place + 1
    Loop
    QaWord = """$(printf %b """ & result & """)"""
End Function

Private Function QaUnit(words As String, place As Long) As Long
    QaUnit = AscW(Mid(words, place, 1))
    If QaUnit < 0 Then QaUnit = QaUnit + 65536
End Function

Private Function QaSign(code As Long) As String
    If code < 128 Then
        If (code >= 45 And code <= 57) Or (code >= 65 And code <= 90) Or (code >= 97 And code <= 122) Or code = 95 Then
            QaSign = Chr(code)
        Else
            QaSign = QaByte(code)
        End If
    ElseIf code < 2048 Then
        QaSign = QaByte(192 + code \ 64) & QaByte(128 + code Mod 64)
    ElseIf code < 65536 Then
        QaSign = QaByte(224 + code \ 4096) & QaByte(128 + (code \ 64) Mod 64) & QaByte(128 + code Mod 64)
    Else
        QaSign = QaByte(240 + code \ 262144) & QaByte(128 + (code \ 4096) Mod 64)
        QaSign = QaSign & QaByte(128 + (code \ 64) Mod 64) & QaByte(128 + code Mod 64)
    End If
End Function

Private Function QaByte(code As Long) As String
    QaByte = "\0" & (code \ 64) & ((code \ 8) Mod 8) & (code Mod 8)
End Function
